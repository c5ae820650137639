package org.outpub.sorcery.file;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which a file changes under real editors, packagers and container platforms. */
class FileWatcherTest {
    @TempDir
    Path folder;

    private final AtomicInteger told = new AtomicInteger();
    private Path file;
    private FileWatcher watcher;

    @BeforeEach
    void writeAndWatch() throws IOException {
        file = folder.resolve("pjsip.conf");
        Files.writeString(file, "one");
    }

    @AfterEach
    void close() {
        watcher.close();
    }

    private void watch(Path... paths) {
        watcher = FileWatcher.start(() -> List.of(paths), this::told);
    }

    private boolean told() {
        told.incrementAndGet();
        return true;
    }

    private void awaitTold(int times) {
        await().atMost(Duration.ofSeconds(15)).until(() -> told.get() >= times);
    }

    @Test
    void anEditInPlaceIsTold() throws IOException {
        watch(file);
        Files.writeString(file, "another");
        awaitTold(1);
        Files.writeString(file, "three");
        awaitTold(2);
    }

    @Test
    void aFileRenamedOverItIsTold() throws IOException {
        watch(file);
        Path next = Files.writeString(folder.resolve("next"), "two");
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        awaitTold(1);
    }

    @Test
    void aFileThatIsDeletedAndOneThatAppearsAreTold() throws IOException {
        watch(file);
        Files.delete(file);
        awaitTold(1);
        Files.writeString(file, "back");
        awaitTold(2);
    }

    @Test
    void aSymbolicLinkSwappedAFolderAboveIsTold() throws IOException {
        Path first = Files.createDirectory(folder.resolve("..1"));
        Path second = Files.createDirectory(folder.resolve("..2"));
        Files.writeString(first.resolve("x.conf"), "one");
        Files.writeString(second.resolve("x.conf"), "another");
        Path data = Files.createSymbolicLink(folder.resolve("..data"), first.getFileName());
        Path link = Files.createSymbolicLink(folder.resolve("x.conf"), Path.of("..data", "x.conf"));
        watch(link);
        Path swap = Files.createSymbolicLink(folder.resolve("..swap"), second.getFileName());
        Files.move(swap, data, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        awaitTold(1);
    }

    @Test
    void anEditOfWhatALinkPointsToIsTold() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path real = Files.writeString(elsewhere.resolve("real.conf"), "one");
        Path link = Files.createSymbolicLink(folder.resolve("link.conf"), real);
        watch(link);
        Files.writeString(real, "another");
        awaitTold(1);
    }

    @Test
    void aFolderThatIsDeletedAndMadeAnewIsFollowed() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path nested = Files.writeString(inner.resolve("x.conf"), "one");
        watch(nested);
        Files.delete(nested);
        Files.delete(inner);
        awaitTold(1);
        Files.createDirectory(inner);
        Files.writeString(nested, "two");
        awaitTold(2);
        Files.writeString(nested, "three!");
        awaitTold(3);
    }

    @Test
    void aFileThatAppearsInAWatchedFolderIsTold() throws IOException {
        watch(folder);
        Files.writeString(folder.resolve("2001.xml"), "x");
        awaitTold(1);
        Files.delete(folder.resolve("2001.xml"));
        awaitTold(2);
    }

    @Test
    void manyWritesInARowAreToldOnce() throws IOException {
        watch(file);
        for (int i = 0; i < 200; i++) {
            Files.writeString(file, "x".repeat(i));
        }
        awaitTold(1);
        Files.writeString(file, "last");
        awaitTold(2);
        assertEquals(2, told.get());
    }

    @Test
    void withoutAChangeNothingIsTold() throws IOException {
        watch(file);
        Files.writeString(folder.resolve("unrelated"), "x");
        Path marker = Files.writeString(folder.resolve("marker"), "x");
        AtomicInteger marked = new AtomicInteger();
        try (FileWatcher other = FileWatcher.start(() -> List.of(marker), () -> marked.incrementAndGet() > 0)) {
            Files.writeString(marker, "changed");
            await().atMost(Duration.ofSeconds(15)).until(() -> marked.get() > 0);
        }
        assertEquals(0, told.get());
    }

    @Test
    void aCallbackThatThrowsAnErrorDoesNotEndTheWatching() throws IOException {
        watcher = FileWatcher.start(() -> List.of(file), () -> {
            if (told.incrementAndGet() == 1) {
                throw new StackOverflowError("on purpose");
            }
            return true;
        });
        Files.writeString(file, "another");
        awaitTold(1);
        Files.writeString(file, "three");
        awaitTold(2);
    }

    @Test
    void aCallbackThatLeavesAnInterruptBehindDoesNotEndTheWatching() throws IOException {
        watcher = FileWatcher.start(() -> List.of(file), () -> {
            told.incrementAndGet();
            Thread.currentThread().interrupt();
            return true;
        });
        Files.writeString(file, "another");
        awaitTold(1);
        Files.writeString(file, "three");
        awaitTold(2);
    }

    @Test
    void aSupplierThatThrowsDoesNotEndTheWatching() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        watcher = FileWatcher.start(
                () -> {
                    if (asked.incrementAndGet() == 2) {
                        throw new IllegalStateException("on purpose");
                    }
                    return List.of(file);
                },
                this::told);
        await().until(() -> asked.get() >= 2);
        Files.writeString(file, "another");
        awaitTold(1);
    }

    @Test
    void aFolderSwappedByASymbolicLinkFurtherUpIsTold() throws IOException {
        Path first = Files.createDirectories(folder.resolve("releases/1/etc"));
        Path second = Files.createDirectories(folder.resolve("releases/2/etc"));
        Files.writeString(first.resolve("x.conf"), "one");
        Files.writeString(second.resolve("x.conf"), "another");
        Path current = Files.createSymbolicLink(folder.resolve("current"), first.getParent());
        watch(current.resolve("etc/x.conf"));
        Path swap = Files.createSymbolicLink(folder.resolve("swap"), second.getParent());
        Files.move(swap, current, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        awaitTold(1);
        Files.writeString(second.resolve("x.conf"), "a third");
        awaitTold(2);
    }

    @Test
    void aFileInAFolderThatIsNotThereYetIsTold() throws IOException {
        Path later = folder.resolve("a/b/x.conf");
        watch(later);
        Files.createDirectory(folder.resolve("a"));
        Files.createDirectory(folder.resolve("a/b"));
        Files.writeString(later, "one");
        awaitTold(1);
    }

    @Test
    void aFolderThatIsRenamedAwayAndReplacedTwiceIsFollowed() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path nested = Files.writeString(inner.resolve("x.conf"), "one");
        watch(nested);
        for (int i = 1; i <= 3; i++) {
            Path next = Files.createDirectory(folder.resolve("next" + i));
            Files.writeString(next.resolve("x.conf"), "one, " + i);
            Files.move(inner, folder.resolve("away" + i), StandardCopyOption.ATOMIC_MOVE);
            Files.move(next, inner, StandardCopyOption.ATOMIC_MOVE);
            awaitTold(2 * i - 1);
            Files.writeString(nested, "one, and " + i);
            awaitTold(2 * i);
        }
    }

    @Test
    void anEditOfEqualLengthWhoseTimeIsSetBackIsTold() throws IOException {
        watch(file);
        FileTime modified = Files.getLastModifiedTime(file);
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, modified);
        awaitTold(1);
    }

    @Test
    void whatIsNotAllWellIsToldAgainWithoutAChange() throws IOException {
        watcher = FileWatcher.start(() -> List.of(file), () -> told() && told.get() > 1);
        Files.writeString(file, "another");
        awaitTold(2);
    }

    @Test
    void withoutEventsAChangeIsToldAllTheSameAndClosingEndsTheThread() throws IOException {
        watcher = FileWatcher.start(() -> List.of(file), this::told, Disk.real(), new SystemFolderEvents(null));
        Files.writeString(file, "another");
        awaitTold(1);
        watcher.close();
        assertEquals(0, watchThreads());
    }

    @Test
    void aPathThatIsNewlyWatchedIsToldOnceAndThenFollowed() throws IOException {
        Path other = Files.writeString(folder.resolve("other.conf"), "one");
        AtomicReference<Collection<Path>> watched = new AtomicReference<>(List.of(file));
        watcher = FileWatcher.start(watched::get, this::told);
        watched.set(List.of(file, other));
        awaitTold(1);
        Files.writeString(other, "another");
        awaitTold(2);
        assertEquals(2, told.get());
    }

    @Test
    void aChangeDuringTheCallbackIsToldAgain() throws IOException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        watcher = FileWatcher.start(() -> List.of(file), () -> {
            told.incrementAndGet();
            inside.countDown();
            pass(go);
            return true;
        });
        Files.writeString(file, "another");
        pass(inside);
        Files.writeString(file, "and yet another");
        go.countDown();
        awaitTold(2);
    }

    @Test
    void closingWaitsForTheCallback() throws IOException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean done = new AtomicBoolean();
        watcher = FileWatcher.start(() -> List.of(file), () -> {
            inside.countDown();
            pass(go);
            done.set(true);
            return true;
        });
        Files.writeString(file, "another");
        pass(inside);
        Thread closing = new Thread(watcher::close);
        closing.start();
        await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        assertFalse(done.get());
        go.countDown();
        await().until(() -> !closing.isAlive());
        assertTrue(done.get());
    }

    @Test
    void closingFromTheCallbackDoesNotHang() throws IOException {
        watcher = FileWatcher.start(() -> List.of(file), () -> {
            watcher.close();
            return told();
        });
        Files.writeString(file, "another");
        awaitTold(1);
        await().until(() -> watchThreads() == 0);
    }

    private static void pass(CountDownLatch latch) {
        try {
            assertTrue(latch.await(15, TimeUnit.SECONDS));
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static long watchThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("outpub-watch") && thread.isAlive())
                .count();
    }

    @Test
    void closingEndsTheThread() {
        watch(file);
        watcher.close();
        assertEquals(0, watchThreads());
    }
}
