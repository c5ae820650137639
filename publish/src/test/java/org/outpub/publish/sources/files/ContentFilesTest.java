package org.outpub.publish.sources.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.mockito.Mockito.mock;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.publication.PublishClient;
import org.outpub.publish.config.ContentSource;

class ContentFilesTest {
    private static final int MANY = 50_000;

    @TempDir
    Path folder;

    private final ContentFiles files = new ContentFiles();
    private final PublishClient client = mock(PublishClient.class);

    private Runnable start(Path file) {
        return files.start(client, new ContentSource("text/plain", file, false), users -> {});
    }

    @Test
    void whatIsWatchedIsTheSameListUntilPublicationsComeOrGo() {
        Path file = folder.resolve("state.txt");
        Runnable stop = start(file);
        List<Path> watched = files.watched();
        assertEquals(List.of(file), watched);
        assertSame(watched, files.watched());
        stop.run();
        assertEquals(List.of(), files.watched());
    }

    /** A list of all made at each start would take minutes. */
    @Test
    void startingVeryManyTakesNoLongerForEach() {
        Path absent = folder.resolve("absent.txt");
        assertTimeout(Duration.ofSeconds(20), () -> {
            for (int i = 0; i < MANY; i++) {
                start(absent);
            }
        });
        assertEquals(MANY, files.watched().size());
    }
}
