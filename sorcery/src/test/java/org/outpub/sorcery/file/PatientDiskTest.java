package org.outpub.sorcery.file;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.sorcery.Lamp;
import org.outpub.sorcery.SorceryStore;
import org.outpub.sorcery.file.MountTable.Mounts;
import org.outpub.sorcery.ini.ConfigWizardFactory;

/** A file system that does not answer, as one of a network whose server is gone. */
class PatientDiskTest {
    private static final Duration LIMIT = Duration.ofMillis(100);

    @TempDir
    Path folder;

    private final HangingDisk hanging = new HangingDisk();
    private final Disk disk = Disk.waitingFor(hanging, LIMIT);
    private Path near;
    private Path far;
    private Path gone;

    @BeforeEach
    void write() throws IOException {
        near = Files.writeString(folder.resolve("near.conf"), "near");
        gone = Files.createDirectory(folder.resolve("gone"));
        far = Files.writeString(gone.resolve("far.conf"), "far");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void whatDoesNotAnswerIsGivenUpAndOthersAreReadAllTheSame() throws IOException {
        hanging.silence(far);
        assertThrows(SilentException.class, () -> disk.read(far));
        assertEquals(Look.HIDDEN, disk.look(far));
        assertEquals(Optional.empty(), disk.target(far));
        assertArrayEquals(bytes("near"), disk.read(near));
        assertEquals(List.of("far.conf"), disk.names(gone));
        hanging.answer(far);
    }

    @Test
    void aFileThatIsSilentIsNotAskedAgainUntilItAnswers() throws IOException {
        hanging.silence(far);
        assertThrows(SilentException.class, () -> disk.read(far));
        for (int i = 0; i < 100; i++) {
            assertThrows(SilentException.class, () -> disk.read(far));
        }
        assertEquals(1, hanging.hanging.get());
        for (String text : List.of("once", "twice")) {
            hanging.answer(far);
            Files.writeString(far, text);
            await("it answers").until(() -> disk.look(far).isFile());
            assertArrayEquals(bytes(text), disk.read(far));
            hanging.silence(far);
            assertThrows(SilentException.class, () -> disk.read(far));
        }
        hanging.answer(far);
    }

    @Test
    void ofAFolderWithTwoSilentFilesNothingMoreIsAsked() throws IOException {
        hanging.silence(gone);
        for (int i = 0; i < 50; i++) {
            Path file = gone.resolve(i + ".conf");
            assertThrows(SilentException.class, () -> disk.read(file));
        }
        assertEquals(2, hanging.hanging.get());
        assertThrows(SilentException.class, () -> disk.names(gone));
        hanging.answer(gone);
        await("it answers").until(() -> disk.look(gone).isFolder());
        assertEquals(List.of("far.conf"), disk.names(gone));
    }

    @Test
    void howManyThreadsHangIsBounded() {
        hanging.silence(gone);
        Disk quick = Disk.waitingFor(hanging, Duration.ofMillis(1));
        for (int i = 0; i < 200; i++) {
            Path file = gone.resolve("folder" + i).resolve("file");
            assertThrows(SilentException.class, () -> quick.read(file));
        }
        await("all of them hang").until(() -> hanging.hanging.get() == 64);
        hanging.answer(gone);
    }

    @Test
    void whatGoesWrongIsToldAsItIs() {
        assertThrows(NoSuchFileException.class, () -> disk.read(folder.resolve("none")));
        assertEquals(Look.ABSENT, disk.look(folder.resolve("none")));
    }

    @Test
    void aDiskOfThisMachineIsAskedOnTheCallersThreadUntilAnotherTakesItsPlace() throws IOException {
        AtomicReference<Thread> asked = new AtomicReference<>();
        AtomicReference<Object> device = new AtomicReference<>("one");
        AtomicInteger classified = new AtomicInteger();
        Disk noting = new NotingDisk(asked, device);
        AtomicReference<Mounts> mounts = new AtomicReference<>(Mounts.of("server:/a /net nfs4 rw 0 0\n"));
        Disk local = new PatientDisk(
                noting,
                mounts::get,
                path -> {
                    classified.incrementAndGet();
                    return device.get().equals("one");
                },
                Duration.ofSeconds(20));
        local.look(near);
        assertTrue(asked.get() != Thread.currentThread(), "nobody knows yet");
        local.look(far);
        local.read(near);
        assertEquals(Thread.currentThread(), asked.get());
        assertEquals(1, classified.get());
        device.set("of the network");
        local.look(near);
        local.read(near);
        assertTrue(asked.get() != Thread.currentThread(), "it is another file system now");
        device.set("one");
        local.look(near);
        local.read(near);
        assertEquals(Thread.currentThread(), asked.get());
        mounts.set(Mounts.of("server:/a /net nfs4 rw 0 0\nserver:/b /etc/asterisk nfs4 rw 0 0\n"));
        local.read(near);
        assertTrue(asked.get() != Thread.currentThread(), "something was mounted, perhaps in its place");
        mounts.set(Mounts.of("/dev/vda / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\nx /proc/x autofs rw 0 0\n"));
        local.read(far);
        assertEquals(Thread.currentThread(), asked.get(), "nothing is mounted that could hang");
    }

    /** Notes who asks, and has files on some device. */
    private record NotingDisk(AtomicReference<Thread> asked, AtomicReference<Object> device) implements Disk {
        @Override
        public Look look(Path path) {
            asked.set(Thread.currentThread());
            return new Look(Look.Kind.FILE, 1, 0, false, device.get(), path);
        }

        @Override
        public byte[] read(Path file) {
            asked.set(Thread.currentThread());
            return new byte[1];
        }

        @Override
        public List<String> names(Path folder) {
            return List.of();
        }

        @Override
        public Optional<Path> target(Path link) {
            return Optional.empty();
        }

        @Override
        public long nowMillis() {
            return 0;
        }
    }

    /** Configuration, of which one file is on such a file system. */
    @Test
    void aConfigurationThatIsSilentStaysAsItWasAndIsTakenInWhenItAnswers() throws IOException {
        try (SorceryStore store = SorceryStore.builder()
                .folder(folder)
                .wizards(new ConfigWizardFactory(disk))
                .build()) {
            Files.writeString(near, "[a]\ntype=lamp\ncolor=red\n#include gone/far.conf\n");
            Files.writeString(far, "[b]\ntype=lamp\ncolor=red\n");
            store.register(Lamp.TYPE, Mapping.of("config", "near.conf,criteria=type=lamp"));
            assertEquals("lamp: 2 created", store.reload().toString());
            hanging.silence(gone);
            for (int i = 0; i < 2; i++) {
                ReloadReport report = store.reload();
                assertEquals("lamp: 2 kept as before", report.toString());
                assertTrue(
                        report.problems().toString().contains("far.conf does not answer"), report.problems()::toString);
            }
            hanging.answer(gone);
            for (String color : List.of("blue", "green")) {
                Files.writeString(far, "[b]\ntype=lamp\ncolor=" + color + "\n");
                await("it is taken in").until(() -> store.reload().toString().equals("lamp: 1 updated, 1 unchanged"));
            }
        }
    }

    /** Each file that is watched is looked at again and again. */
    @Test
    void aWatcherGoesOnWithOtherFilesAndNoticesWhenItAnswers() throws IOException {
        AtomicInteger told = new AtomicInteger();
        hanging.silence(gone);
        try (FileWatcher watcher = FileWatcher.start(
                () -> List.of(far, near), () -> told.incrementAndGet() > 0, disk, SystemFolderEvents.open())) {
            for (int i = 0; i < 2; i++) {
                int before = told.get();
                Files.writeString(near, "edited " + i);
                await("the edit is told").until(() -> told.get() > before);
            }
            int before = told.get();
            hanging.answer(gone);
            await("it is told that it answers").atMost(Duration.ofSeconds(20)).until(() -> told.get() > before);
            for (int i = 0; i < 2; i++) {
                int last = told.get();
                Files.writeString(far, "edited far away " + i);
                await("the edit is told").until(() -> told.get() > last);
            }
        }
    }
}
