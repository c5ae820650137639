package org.outpub.publish.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.sorcery.SorceryStore;
import org.outpub.sorcery.mapping.SorceryConf;

class GlobalTest {
    @TempDir
    Path folder;

    private Global read(String text, List<String> problems) throws Exception {
        Files.writeString(folder.resolve("pjsip.conf"), text);
        try (SorceryStore store =
                SorceryStore.builder().folder(folder).executor(Runnable::run).build()) {
            ObjectTypes.register(store, SorceryConf.none(), Path.of("pjsip.conf"), null);
            ReloadReport report = store.reload();
            report.problems().forEach(problem -> problems.add(problem.toString()));
            return Global.of(store.retrieveAll(Global.TYPE));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"type=global\n", ""})
    void theSectionOfThatNameCountsWithAndWithoutItsType(String type) throws Exception {
        List<String> problems = new java.util.ArrayList<>();
        Global global = read(
                "[global]\n" + type + "user_agent=PBX/1.0\nkeep_alive_interval=30\nmax_forwards=70\ndebug=no\n",
                problems);
        assertEquals("PBX/1.0", global.userAgent());
        assertEquals(Duration.ofSeconds(30), global.keepAlive());
        assertTrue(problems.stream().noneMatch(problem -> problem.contains("unknown")), problems::toString);
    }

    @Test
    void aMistakeIsToldWithItsLineAndTheDefaultsHold() throws Exception {
        List<String> problems = new java.util.ArrayList<>();
        Global global = read("[global]\ntype=global\nuser_agnt=PBX/1.0\n", problems);
        assertNull(global.userAgent());
        assertEquals(Duration.ZERO, global.keepAlive());
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(
                problems.get(0).contains("pjsip.conf:3: ") && problems.get(0).contains("user_agent"),
                problems::toString);
    }
}
