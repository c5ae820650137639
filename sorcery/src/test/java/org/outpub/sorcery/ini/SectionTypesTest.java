package org.outpub.sorcery.ini;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.sorcery.SorceryStore;

/** What is told about sections because of their types, and what is not. */
class SectionTypesTest {
    private record Thing(String id, String color) implements SorceryObject {}

    @TempDir
    Path folder;

    private static ObjectType<Thing> type(String name) {
        return ObjectType.of(name, Thing.class)
                .field("color", FieldCodecs.string(), "red", Thing::color)
                .build(values -> new Thing(values.id(), values.get("color")));
    }

    /** The problems of a file from which lamps are read, and bells too. */
    private String problems(String lamps, String bells, String... lines) throws IOException {
        Files.write(folder.resolve("things.conf"), List.of(lines));
        try (SorceryStore store = SorceryStore.builder().folder(folder).build()) {
            store.register(type("lamp"), Mapping.of("config", "things.conf" + lamps));
            store.register(type("bell"), Mapping.of("config", "things.conf" + bells));
            List<String> problems = store.reload().problems().stream()
                    .map(problem -> problem.severity() + " " + problem)
                    .toList();
            return String.join("\n", problems).replace(folder + "/", "");
        }
    }

    @Test
    void aSecondTypeThatDiffersIsTold() throws IOException {
        assertEquals(
                "WARNING things.conf:4: section 'x' has the type 'lamp' from things.conf:2, and the second type 'bell'"
                        + " here has no effect; expected one",
                problems(",criteria=type=lamp", ",criteria=type=bell", "[t](!)", "type=lamp", "[x](t)", "Type=bell"));
    }

    @Test
    void theSameTypeTwiceAndTwoTypesOfATemplateThatNobodyInheritsAreNotTold() throws IOException {
        assertEquals(
                "",
                problems(
                        ",criteria=type=lamp",
                        ",criteria=type=bell",
                        "[t](!)",
                        "type=lamp",
                        "[x](t)",
                        "type=lamp",
                        "[u](!,t)",
                        "type=bell"));
    }

    @Test
    void aSectionOfAnExplicitNameIsUsedWithoutATypeWhicheverTypeIsReadFirst() throws IOException {
        String main = ",criteria=type=lamp,explicit_name=main";
        assertEquals("", problems(main, ",criteria=type=bell", "[main]", "color=blue"));
        assertEquals("", problems(",criteria=type=bell", main, "[main]", "color=blue"));
    }

    @Test
    void aSectionOfAnExplicitNameThatIsOfAnotherTypeIsNoMistake() throws IOException {
        assertEquals(
                "",
                problems(
                        ",criteria=type=lamp,explicit_name=main",
                        ",criteria=type=bell",
                        "[main]",
                        "type=aor",
                        "contact=sip:a@b"));
    }

    @Test
    void aSectionThatIsTakenByAnotherOptionNeedsNoType() throws IOException {
        assertEquals("", problems(",criteria=color=red", ",criteria=type=bell", "[a]", "color=red"));
    }

    @Test
    void veryManySectionsWithoutATypeAreNotToldOneByOne() throws IOException {
        String[] lines = new String[5000];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "[s" + i + "]";
        }
        List<String> problems = List.of(
                problems(",criteria=type=lamp", ",criteria=type=bell", lines).split("\n"));
        assertEquals(1001, problems.size());
        assertEquals("WARNING things.conf:1001: 4000 more problems, from here on, are not told", problems.get(1000));
    }

    /** What is live after each of some versions of a file was read, and what was told of the last. */
    private String liveAfter(String... versions) throws IOException {
        Path file = folder.resolve("things.conf");
        try (SorceryStore store = SorceryStore.builder().folder(folder).build()) {
            ObjectType<Thing> lamp = type("lamp");
            ObjectType<Thing> bell = type("bell");
            store.register(lamp, Mapping.of("config", "things.conf,criteria=type=lamp"));
            store.register(bell, Mapping.of("config", "things.conf,criteria=type=bell"));
            String told = "";
            for (String version : versions) {
                Files.writeString(file, version);
                told = store.reload().problems().stream()
                        .filter(problem -> problem.severity() == ConfigProblem.Severity.ERROR)
                        .map(ConfigProblem::toString)
                        .collect(Collectors.joining("\n"));
            }
            return (store.retrieveAll(lamp).size() + " lamps, "
                            + store.retrieveAll(bell).size() + " bells\n" + told)
                    .replace(folder + "/", "");
        }
    }

    private static final String A_LAMP = "[x]\ntype=lamp\n";

    @Test
    void aSlipInTheTypeOfASectionKeepsItsObjectHoweverOftenTheFileIsReadAndUntilTheSectionGoes() throws IOException {
        String told =
                "things.conf:2: lamp 'x': its section has an unknown type now; expected type=lamp; keeping the previous one";
        String slip = "[x]\ntype=lmap\n";
        assertEquals("1 lamps, 0 bells\n" + told, liveAfter(A_LAMP, slip));
        assertEquals("1 lamps, 0 bells\n" + told, liveAfter(A_LAMP, slip, slip + "color=blue\n"));
        assertEquals("1 lamps, 0 bells\n", liveAfter(A_LAMP, slip, A_LAMP + "color=blue\n"));
        assertEquals("0 lamps, 0 bells\n", liveAfter(A_LAMP, slip, "; empty\n"));
    }

    @Test
    void aSectionThatLostItsTypeKeepsItsObject() throws IOException {
        assertEquals(
                "1 lamps, 0 bells\nthings.conf:1: lamp 'x': its section has no type= any more; expected type=lamp;"
                        + " keeping the previous one",
                liveAfter(A_LAMP, "[x]\ncolor=blue\n"));
    }

    @Test
    void aSectionThatBecameAnotherTypeOrAlmostDoesKeepNothing() throws IOException {
        assertEquals("0 lamps, 1 bells\n", liveAfter(A_LAMP, "[x]\ntype=bell\n"));
        assertEquals("0 lamps, 0 bells\n", liveAfter(A_LAMP, "[x]\ntype=endpoint\n"));
        assertEquals("0 lamps, 0 bells\n", liveAfter(A_LAMP, "[x]\ntype=endpiont\n"));
    }

    @Test
    void ofTwoSectionsOfANameTheOneWithoutAKnownTypeTakesNothingFromTheOther() throws IOException {
        assertEquals("1 lamps, 0 bells\n", liveAfter(A_LAMP, A_LAMP + "[x]\ntype=lmap\n"));
    }
}
