package org.outpub.sorcery.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.sorcery.live.LiveObjects;

class SourceDiffTest {
    private record Door(String id, String color) implements SorceryObject {}

    private static final ObjectType<Door> TYPE = ObjectType.of("door", Door.class)
            .field("color", FieldCodecs.oneOf("red", "green", "glass"), "red", Door::color)
            .ignored("depth", List.of("70"), "it is always 70")
            .leftOut("color", Map.of("glass", "nobody opens those"))
            .build(values -> new Door(values.id(), values.get("color")));

    private static ObjectSet door(String id, int line, String... options) {
        ObjectSet.Builder set = ObjectSet.builder(id, Origin.of("doors.conf", line));
        for (int i = 0; i < options.length; i++) {
            String[] option = options[i].split("=", 2);
            set.add(option[0], option[1], Origin.of("doors.conf", line + 1 + i));
        }
        return set.build();
    }

    private static SourceDiff<Door> diff(LiveObjects<Door> before, ObjectSet... sets) {
        return SourceDiff.of(TYPE, before, List.of(sets));
    }

    private static List<String> told(SourceDiff<Door> diff) {
        return diff.problems().stream().map(Object::toString).toList();
    }

    @Test
    void whatIsRemarkedOnAnObjectIsToldAtEachReloadThatReadsItAndAtItsPlace() {
        String remark = "door 'a': depth: '10' has no effect here: it is always 70";
        SourceDiff<Door> first = diff(LiveObjects.none(), door("a", 1, "depth=10"), door("b", 9));
        assertEquals(List.of("doors.conf:2: " + remark), told(first));
        SourceDiff<Door> again = diff(first.objects(), door("a", 1, "depth=10"), door("b", 9));
        assertEquals(told(first), told(again));
        assertSame(first.objects(), again.objects());
        SourceDiff<Door> moved = diff(again.objects(), door("a", 4, "depth=10"), door("b", 9, "color=green"));
        assertEquals(List.of("doors.conf:5: " + remark), told(moved));
        assertSame(
                first.objects().inOrder().get(0).object(),
                moved.objects().inOrder().get(0).object());
        assertEquals(List.of(), told(diff(moved.objects(), door("a", 4), door("b", 9))));
    }

    @Test
    void anObjectThatBecomesAnotherProgramsIsGoneAndNeitherKeptNorRefused() {
        SourceDiff<Door> first = diff(LiveObjects.none(), door("a", 1, "color=green"));
        SourceDiff<Door> left = diff(first.objects(), door("a", 1, "color=glass"));
        assertEquals(0, left.objects().size());
        assertEquals(List.of(), left.kept());
        assertEquals(List.of(), left.refused());
        assertEquals(List.of("doors.conf:2: door 'a': left out, for color=glass: nobody opens those"), told(left));
        assertEquals(
                1, diff(left.objects(), door("a", 1, "color=red")).objects().size());
    }

    @Test
    void anObjectThatIsBrokenStaysAsItWas() {
        SourceDiff<Door> first = diff(LiveObjects.none(), door("a", 1, "color=green"));
        SourceDiff<Door> broken = diff(first.objects(), door("a", 1, "color=blue"), door("b", 3, "color=blue"));
        assertEquals(List.of("a"), broken.kept());
        assertEquals(List.of("b"), broken.refused());
        assertEquals("green", broken.objects().inOrder().get(0).object().color());
    }
}
