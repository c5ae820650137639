package org.outpub.sorcery.asterisk;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.sorcery.wizard.StorageException;

@Timeout(60)
class GroupCommitTest {
    private static final int FOLLOWERS = 7;
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch proceed = new CountDownLatch(1);
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    @TempDir
    private Path folder;

    private GroupCommit commits;

    private Path file() {
        return folder.resolve("db");
    }

    @BeforeEach
    void open() throws SQLException {
        // one of Asterisk's, for with a rollback journal SQLite counts transactions in the file's header
        Astdb.asAsteriskMakesIt(file()).close();
        commits = new GroupCommit(new SqliteConnections(file(), new Properties()));
    }

    @AfterEach
    void close() {
        commits.close();
    }

    private int transactions() throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file().toFile(), "r")) {
            bytes.seek(24);
            return bytes.readInt();
        }
    }

    private void inThread(GroupCommit.Work<Boolean> work) {
        Thread thread = new Thread(() -> {
            try {
                commits.run(work);
            } catch (StorageException failed) {
                failures.add(failed);
            }
        });
        thread.start();
        threads.add(thread);
    }

    /** Someone has the turn and holds on to it. */
    private void holdTheTurn() throws InterruptedException {
        inThread(connection -> {
            started.countDown();
            Uninterruptibles.awaitUninterruptibly(proceed);
            return put(connection, "first");
        });
        started.await();
    }

    private static boolean put(Connection connection, String key) throws SQLException {
        AstdbFile.put(connection, key, "{}");
        return true;
    }

    private void followersWait() {
        for (Thread thread : threads.subList(1, threads.size())) {
            await().atMost(30, SECONDS).until(() -> thread.getState() == Thread.State.WAITING);
        }
    }

    private void finish() throws InterruptedException {
        proceed.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void writesThatWaitShareOneTransaction() throws Exception {
        int before = transactions();
        holdTheTurn();
        for (int i = 0; i < FOLLOWERS; i++) {
            String key = "follower " + i;
            inThread(connection -> put(connection, key));
        }
        followersWait();
        finish();
        assertEquals(List.of(), List.copyOf(failures));
        assertEquals(before + 2, transactions());
        try (Astdb astdb = Astdb.open(file())) {
            assertEquals("8", astdb.ask("SELECT count(*) FROM astdb"));
        }
    }

    @Test
    void aFailureIsToldToAllWhoShareTheTransactionAndNothingOfItStays() throws Exception {
        holdTheTurn();
        for (int i = 0; i < FOLLOWERS; i++) {
            String key = "follower " + i;
            inThread(connection -> {
                put(connection, key);
                if (key.endsWith("3")) {
                    throw new SQLException("on purpose", "", 13);
                }
                return true;
            });
        }
        followersWait();
        finish();
        assertEquals(FOLLOWERS, failures.size());
        try (Astdb astdb = Astdb.open(file())) {
            assertEquals("1", astdb.ask("SELECT count(*) FROM astdb"));
        }
    }

    @Test
    void aFaultOfTheWorkIsAFailureAndTheNextWriteWorks() {
        StorageException failed = assertThrows(
                StorageException.class,
                () -> commits.run(connection -> {
                    throw new IllegalStateException("on purpose");
                }));
        assertInstanceOf(StorageException.class, failed.getCause());
        assertEquals(true, commits.run(connection -> put(connection, "next")));
    }
}
