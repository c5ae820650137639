package org.outpub.it;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The few rules that hold the design. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.outpub");

    /** Packages that only decide. */
    private static final String[] PURE = {
        "org.outpub.publish.publication",
        "org.outpub.publish.delivery",
        "org.outpub.publish.delivery.digest",
        "org.outpub.publish.delivery..",
        "org.outpub.publish.delivery.location",
        "org.outpub.publish.esc",
        "org.outpub.publish.sources.documents"
    };

    /** What a thread, a clock, a socket, a file or a log is made of. */
    private static final String[] WORLD = {
        "java.net..",
        "java.nio.file..",
        "java.nio.channels..",
        "java.io..",
        "java.util.concurrent",
        "java.util.logging.."
    };

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }

    @Test
    void pureCoresKnowNoThreadsSocketsFilesOrLoggers() {
        check(noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat(resideInAnyPackage(WORLD)
                        .and(com.tngtech.archunit.base.DescribedPredicate.describe(
                                "is no unit of time",
                                type -> !type.getName().equals("java.util.concurrent.TimeUnit")))));
    }

    @Test
    void pureCoresReadNoClock() {
        check(noClasses().that().resideInAnyPackage(PURE).should().callMethod(System.class, "nanoTime"));
        check(noClasses().that().resideInAnyPackage(PURE).should().callMethod(System.class, "currentTimeMillis"));
        check(noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.System$Logger"));
        check(noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock"));
    }

    @Test
    void theIniReaderTouchesNoFile() {
        check(noClasses()
                .that()
                .haveFullyQualifiedName("org.outpub.sorcery.ini.text.IniReader")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.io.."));
    }

    @Test
    void theSipLibraryIsKnownInOnePackage() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("org.outpub.publish.wire.jain")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javax.sip..", "gov.nist.."));
    }

    @Test
    void theWireItselfKnowsNeitherTheSipLibraryNorWhatOpensSockets() {
        check(noClasses()
                .that()
                .resideInAPackage("org.outpub.publish.wire")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.outpub.publish.wire.jain..", "org.outpub.publish.wire.netty..", "io.netty.channel.."));
    }

    @Test
    void theNameServiceLibraryIsKnownInOnePackage() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("org.outpub.publish.wire.dns")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.xbill.."));
    }

    @Test
    void httpIsSpokenInOnePackage() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("org.outpub.publish.control")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty.handler.codec.http..", "com.sun.net.httpserver.."));
    }

    @Test
    void theApiNeedsNothingButTheJdk() {
        check(classes()
                .that()
                .resideInAPackage("org.outpub.api..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("org.outpub.api..", "java..", "org.jspecify.."));
    }

    @Test
    void theStoreKnowsNothingOfSip() {
        check(noClasses()
                .that()
                .resideInAPackage("org.outpub.sorcery..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.outpub.publish..", "javax.sip..", "gov.nist.."));
    }

    @Test
    void nobodyDependsOnTheCommandLine() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("org.outpub.publish.daemon")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.outpub.publish.daemon"));
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching("org.outpub.(**)").should().beFreeOfCycles());
    }

    @Test
    void namesSayWhatThingsAre() {
        check(noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameContaining("Util"));
    }
}
