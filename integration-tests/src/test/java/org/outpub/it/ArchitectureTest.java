package org.outpub.it;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
        "org.outpub.publish.demo",
        "org.outpub.publish.sources.documents",
        "org.outpub.publish.sources.asterisk.ami"
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
                .resideOutsideOfPackages("org.outpub.publish.wire.jain", "org.outpub.publish.testkit")
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

    /** Exported for the sake of one class each: a node of a cluster, the lent stack, the {@code sorcery.conf}. */
    private static final Set<String> EXPORTED_FOR_ONE =
            Set.of("org.outpub.publish.cluster", "org.outpub.publish.wire.jain", "org.outpub.sorcery.mapping");

    /** Else who has it on the module path cannot name what is given, and the javadoc of JDK 17 ends over a record of it. */
    @Test
    void whatIsExportedSpeaksOfNothingOfOursThatIsNot() throws IOException {
        Set<String> exported = new TreeSet<>();
        for (String module : List.of("api", "sorcery", "publish")) {
            Path descriptor = Path.of("..", module, "src/main/java/module-info.java");
            Pattern.compile("exports (\\S+);")
                    .matcher(Files.readString(descriptor))
                    .results()
                    .forEach(export -> exported.add(export.group(1)));
        }
        Set<String> hidden = new TreeSet<>();
        for (JavaClass one : CLASSES) {
            boolean spoken =
                    exported.contains(one.getPackageName()) && !EXPORTED_FOR_ONE.contains(one.getPackageName());
            if (spoken && isSeen(one)) {
                one.getCodeUnits().stream()
                        .filter(unit -> isForAll(unit.getModifiers()))
                        .forEach(unit -> Stream.concat(
                                        unit.getParameterTypes().stream(), Stream.of(unit.getReturnType()))
                                .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                                .map(JavaClass::getBaseComponentType)
                                .filter(type -> type.getName().startsWith("org.outpub."))
                                .filter(type -> !exported.contains(type.getPackageName()))
                                .forEach(type -> hidden.add(unit.getFullName() + ": " + type.getName())));
            }
        }
        assertEquals("", String.join("\n", hidden));
    }

    private static boolean isForAll(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static boolean isSeen(JavaClass one) {
        return isForAll(one.getModifiers())
                && one.getEnclosingClass().map(ArchitectureTest::isSeen).orElse(true);
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
