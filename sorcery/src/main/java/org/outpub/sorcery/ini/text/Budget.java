package org.outpub.sorcery.ini.text;

/**
 * What one reading may cost, so that no text makes it slow or fills the memory. What templates and {@code +=} multiply
 * grows with what is read, and all of it has a last bound, which no sensible file comes near. Confined to one thread.
 */
final class Budget {
    /** All files together; one that is included again counts again. */
    static final int MOST_BYTES = 64 << 20;

    static final int MOST_SECTIONS = 500_000;
    private static final int MOST_ENTRIES = 10_000_000;
    /** More than any sensible file has for its size. */
    private static final int PER_BYTE = 16;

    private static final int ALWAYS = 100_000;

    private int bytes = MOST_BYTES;
    private int sections = MOST_SECTIONS;
    private int entries = MOST_ENTRIES;
    private long inherited = ALWAYS;
    private long joined = ALWAYS;

    /** False if the file would be too much; nothing is taken then. */
    boolean takeFile(int size) {
        if (size > bytes) {
            return false;
        }
        bytes -= size;
        inherited += (long) size * PER_BYTE;
        joined += (long) size * PER_BYTE;
        return true;
    }

    boolean takeSection() {
        return --sections >= 0;
    }

    boolean takeEntries(int count) {
        entries -= count;
        return entries >= 0;
    }

    /** Whether one more section of so many entries, own and inherited, is within all bounds. */
    boolean affords(int count) {
        return sections > 0 && count <= entries && count <= inherited;
    }

    /** False if so many inherited entries would be too many; nothing is taken then. */
    boolean takeInherited(int count) {
        if (count > inherited || count > entries) {
            return false;
        }
        inherited -= count;
        entries -= count;
        return true;
    }

    /** Characters that {@code +=} copies. */
    boolean takeJoined(int count) {
        joined -= count;
        return joined >= 0;
    }
}
