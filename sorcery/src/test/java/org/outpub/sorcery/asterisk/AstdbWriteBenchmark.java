package org.outpub.sorcery.asterisk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.sorcery.Lamp;

/**
 * Prints how many acknowledged writes a second an {@code astdb} wizard does; medians of some rounds. Not run by the build.
 * Takes the folder to write in, for it is its disk that is measured.
 */
final class AstdbWriteBenchmark {
    private static final int ROUNDS = 7;
    private static final int WRITES = 2000;

    private AstdbWriteBenchmark() {}

    public static void main(String[] folders) throws Exception {
        for (String journal : List.of("wal", "delete")) {
            for (int threads : new int[] {1, 2, 8, 32}) {
                List<Double> rates = new ArrayList<>();
                for (int round = 0; round <= ROUNDS; round++) {
                    rates.add(rate(Path.of(folders[0]), journal, threads));
                }
                // the first one warms up
                List<Double> counted = rates.stream().skip(1).sorted().toList();
                System.out.printf(
                        "%-6s %2d threads: median %,8.0f writes/s (from %,.0f to %,.0f)%n",
                        journal, threads, counted.get(ROUNDS / 2), counted.get(0), counted.get(ROUNDS - 1));
            }
        }
    }

    private static double rate(Path parent, String journal, int threads)
            throws IOException, SQLException, InterruptedException {
        Path folder = Files.createTempDirectory(parent, "astdb");
        if (journal.equals("delete")) {
            Astdb.asAsteriskMakesIt(folder.resolve("astdb.sqlite3")).close();
        }
        try (Wizard.Store<Lamp> lamps = Astdb.store(Astdb.factory(), Lamp.TYPE, folder)) {
            lamps.create(new Lamp("first", "red", 1));
            long began = System.nanoTime();
            write(lamps, threads);
            return WRITES * 1e9 / (System.nanoTime() - began);
        } finally {
            delete(folder);
        }
    }

    private static void write(Wizard.Store<Lamp> lamps, int threads) throws InterruptedException {
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            Thread thread = new Thread(() -> {
                for (int write = 0; write < WRITES / threads; write++) {
                    lamps.create(new Lamp(number + "/" + write, "red", 1));
                }
            });
            thread.start();
            running.add(thread);
        }
        for (Thread thread : running) {
            thread.join();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
