package org.outpub.publish.sources.files;

import static org.awaitility.Awaitility.await;
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

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishClient;
import org.outpub.publish.CapturedLines;
import org.outpub.publish.config.ContentSource;
import org.outpub.sorcery.file.Disk;
import org.outpub.sorcery.file.Look;

class ContentFilesTest {
    private static final int MANY = 50_000;

    @TempDir
    Path folder;

    private final ContentFiles files = new ContentFiles();
    private final PublishClient client = mock(PublishClient.class);

    private Runnable start(Path file) {
        return files.start(client, new ContentSource("text/plain", file, false), false, users -> {});
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
        files.start(client, new ContentSource("text/plain", users, true), false, retained::add);
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
    void aFileInPlaceOfAFolderIsToldOnceAndWhatIsPublishedStays() throws IOException {
        Path users = Files.createDirectory(folder.resolve("users"));
        Files.writeString(users.resolve("2001.txt"), "open");
        PublishClient user = mock(PublishClient.class);
        when(client.user("2001")).thenReturn(user);
        files.start(client, new ContentSource("text/plain", users, true), false, retained -> {});
        Files.move(users, folder.resolve("away"));
        Files.writeString(users, "no folder");
        try (CapturedLines lines = CapturedLines.of("org.outpub")) {
            assertFalse(files.look());
            assertFalse(files.look());
            assertEquals(1, lines.count("it is no folder"), lines::toString);
        }
        Files.delete(users);
        Files.move(folder.resolve("away"), users);
        assertTrue(files.look());
        verify(user, never()).remove();
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
    void aFileThatAnEditNamesAndThatIsNotThereLeavesWhatIsPublished() throws IOException {
        Path file = folder.resolve("slip.txt");
        files.start(client, new ContentSource("text/plain", file, false), true, users -> {});
        assertTrue(files.look());
        verify(client, never()).remove();
        Files.writeString(file, "open");
        assertTrue(files.look());
        verify(client).publish(PublicationBody.of("text/plain", "open"));
        Files.delete(file);
        assertTrue(files.look());
        verify(client).remove();
    }

    @Test
    void aLinkThatLeadsNowhereLeavesWhatIsPublished() throws IOException {
        Path target = Files.writeString(folder.resolve("target.txt"), "open");
        Path link = Files.createSymbolicLink(folder.resolve("link.txt"), target);
        start(link);
        Files.delete(target);
        assertFalse(files.look());
        verify(client, never()).remove();
        Files.writeString(target, "busy");
        assertTrue(files.look());
        verify(client).publish(PublicationBody.of("text/plain", "busy"));
        Files.delete(link);
        assertTrue(files.look());
        verify(client).remove();
    }

    @Test
    void ofTwoFilesOfAUserTheFirstIsTakenWhichIsToldOnce() throws IOException {
        Path users = Files.createDirectory(folder.resolve("users"));
        Files.writeString(users.resolve("2001.txt"), "first");
        Files.writeString(users.resolve("2001.xml"), "second");
        PublishClient user = mock(PublishClient.class);
        when(client.user("2001")).thenReturn(user);
        try (CapturedLines lines = CapturedLines.of("org.outpub")) {
            files.start(client, new ContentSource("text/plain", users, true), false, retained -> {});
            assertTrue(files.look());
            assertTrue(files.look());
            assertEquals(1, lines.count("2001.xml is left out"), lines::toString);
        }
        verify(user).publish(PublicationBody.of("text/plain", "first"));
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

    /** As on a file system of the network whose server is gone. */
    @Test
    void aFileThatDoesNotAnswerStaysPublishedAndHoldsUpNoOther() throws IOException {
        SilentDisk silent = new SilentDisk();
        ContentFiles patient = new ContentFiles(Disk.waitingFor(silent, Duration.ofMillis(100)));
        Path net = Files.createDirectory(folder.resolve("net"));
        Path far = Files.writeString(net.resolve("far.txt"), "open");
        Path near = Files.writeString(folder.resolve("near.txt"), "open");
        PublishClient nearClient = mock(PublishClient.class);
        when(client.id()).thenReturn("far");
        when(nearClient.id()).thenReturn("near");
        patient.start(client, new ContentSource("text/plain", far, false), false, users -> {});
        patient.start(nearClient, new ContentSource("text/plain", near, false), false, users -> {});
        CountDownLatch answers = silent.silence(net);
        for (String text : List.of("busy", "away")) {
            Files.writeString(near, text);
            assertFalse(patient.look());
            verify(nearClient).publish(PublicationBody.of("text/plain", text.getBytes(StandardCharsets.UTF_8)));
        }
        verify(client, never()).remove();
        assertEquals(Set.of("far"), patient.problems().keySet());
        assertTrue(patient.problems().get("far").contains("does not answer"), patient.problems()::toString);
        Files.writeString(far, "back");
        silent.answer(net, answers);
        await("it answers").until(patient::look);
        for (String text : List.of("back", "busy", "away")) {
            Files.writeString(far, text);
            await("it is read").until(patient::look);
            verify(client).publish(PublicationBody.of("text/plain", text.getBytes(StandardCharsets.UTF_8)));
        }
        assertEquals(Map.of(), patient.problems());
        verify(client, never()).remove();
    }

    /** Lets every look below a path hang. */
    private static final class SilentDisk implements Disk {
        private final Disk real = Disk.real();
        private final Map<Path, CountDownLatch> silent = new ConcurrentHashMap<>();

        CountDownLatch silence(Path path) {
            CountDownLatch answers = new CountDownLatch(1);
            silent.put(path, answers);
            return answers;
        }

        void answer(Path path, CountDownLatch answers) {
            silent.remove(path);
            answers.countDown();
        }

        @Override
        public Look look(Path path) {
            silent.forEach((where, answers) -> {
                if (path.startsWith(where)) {
                    Uninterruptibles.awaitUninterruptibly(answers);
                }
            });
            return real.look(path);
        }

        @Override
        public byte[] read(Path file) throws IOException {
            look(file);
            return real.read(file);
        }

        @Override
        public List<String> names(Path folder) throws IOException {
            look(folder);
            return real.names(folder);
        }

        @Override
        public Optional<Path> target(Path link) {
            return real.target(link);
        }

        @Override
        public long nowMillis() {
            return real.nowMillis();
        }
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
