package org.outpub.it.load;

/** This process's heap. */
final class Heap {
    private Heap() {}

    /** Bytes in use once garbage is gone. */
    static long used() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
