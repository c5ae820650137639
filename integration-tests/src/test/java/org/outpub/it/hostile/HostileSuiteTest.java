package org.outpub.it.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The hostile suite, in short: too short to tell how long a state takes, but not whether it arrives. */
class HostileSuiteTest {
    private static final long ANY_MILLIS = 10_000;

    @Test
    void whoeverAttacksStatesReachTheirServer() throws Exception {
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        List<String> faults = HostileSuite.run(
                new PrintStream(table, true, StandardCharsets.UTF_8), Duration.ofMillis(300), 2_000, ANY_MILLIS);
        assertEquals(List.of(), faults, () -> table.toString(StandardCharsets.UTF_8));
    }
}
