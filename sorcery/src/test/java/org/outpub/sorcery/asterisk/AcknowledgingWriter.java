package org.outpub.sorcery.asterisk;

import java.nio.file.Path;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.sorcery.Lamp;

/** A process that writes until it is killed, going on where the one before it was, and says after each write that it was done: {@code THREAD VERSION ok}. */
final class AcknowledgingWriter {
    static final int THREADS = 4;

    private AcknowledgingWriter() {}

    static String id(int thread, long version) {
        return thread + "/" + version;
    }

    public static void main(String[] folder) {
        Wizard.Store<Lamp> lamps = Astdb.store(Astdb.factory(), Lamp.TYPE, Path.of(folder[0]));
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            new Thread(() -> write(lamps, thread)).start();
        }
    }

    private static void write(Wizard.Store<Lamp> lamps, int thread) {
        String newest = "newest of " + thread;
        lamps.create(new Lamp(newest, "0", 1));
        long before = Long.parseLong(lamps.retrieve(newest).orElseThrow().color());
        for (long version = before + 1; ; version++) {
            lamps.create(new Lamp(id(thread, version), "red ".repeat(50), 1));
            lamps.update(new Lamp(newest, Long.toString(version), 1));
            System.out.println(thread + " " + version + " ok");
        }
    }
}
