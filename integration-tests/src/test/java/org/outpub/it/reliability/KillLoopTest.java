package org.outpub.it.reliability;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing is lost and nothing is left behind by a daemon that dies in every way, at any moment. A short loop in every build;
 * {@code -DargLine="-Dkill.seconds=3600"} runs it for an hour, see docs/reliability.md.
 */
class KillLoopTest {
    @TempDir
    Path folder;

    @Test
    void whateverEndsADaemonTheNextOneLeavesTheServerWithWhatIsWished() throws Exception {
        long seed = Long.getLong("kill.seed", System.nanoTime());
        Duration time = Duration.ofSeconds(Long.getLong("kill.seconds", 25));
        Duration slack = Duration.ofMillis(Long.getLong("kill.slack.millis", 500));
        System.out.println("kill loop: -Dkill.seed=" + seed);
        try (KillLoop loop = new KillLoop(folder, Integer.getInteger("kill.publications", 1000), seed, slack)) {
            System.out.println("kill loop: " + loop.run(time));
        }
    }
}
