package org.outpub.publish.sources.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
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

    @Test
    void aFolderThatIsGoneTakesNoPublicationAlong() throws IOException {
        Path users = Files.createDirectory(folder.resolve("users"));
        Files.writeString(users.resolve("2001.txt"), "open");
        List<Collection<String>> retained = new ArrayList<>();
        PublishClient user = mock(PublishClient.class);
        when(client.user("2001")).thenReturn(user);
        files.start(client, new ContentSource("text/plain", users, true), retained::add);
        assertEquals(List.of(users.resolve("2001.txt"), users), files.watched());
        Files.move(users, folder.resolve("away"));
        assertFalse(files.look());
        assertEquals(1, retained.size());
        Files.move(folder.resolve("away"), users);
        assertTrue(files.look());
        verify(user, never()).remove();
        Files.delete(users.resolve("2001.txt"));
        assertTrue(files.look());
        assertEquals(List.of(Set.of("2001"), Set.of("2001"), Set.of()), retained);
    }

    @Test
    void aFileWhoseFolderIsGoneStaysPublished() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path file = Files.writeString(inner.resolve("state.txt"), "open");
        start(file);
        Files.move(inner, folder.resolve("away"));
        assertFalse(files.look());
        verify(client, never()).remove();
        Files.move(folder.resolve("away"), inner);
        Files.delete(file);
        assertTrue(files.look());
        verify(client).remove();
    }

    @Test
    void aDeviceIsNeverOpenedAndWhatIsPublishedStays() throws IOException {
        Path file = Files.writeString(folder.resolve("state.txt"), "open");
        start(file);
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/zero"));
        assertFalse(files.look());
        verify(client, never()).remove();
    }

    @Test
    void theSameContentIsNotPublishedAgain() throws IOException {
        Path file = Files.writeString(folder.resolve("state.txt"), "open");
        start(file);
        Files.writeString(file, "open");
        files.look();
        verify(client, times(1)).publish(any());
    }
}
