package org.outpub.sorcery.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What is mounted, by Linux's own table, which never hangs; looked at once a second at most. Safe for use by many threads. */
final class MountTable implements Supplier<MountTable.Mounts> {
    private static final Path TABLE = Path.of("/proc/self/mounts");
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** On disks and in the memory of this machine, by all names that systems give them. */
    private static final Set<String> LOCAL = Set.of(
            "apfs",
            "bcachefs",
            "btrfs",
            "devtmpfs",
            "exfat",
            "ext2",
            "ext3",
            "ext4",
            "f2fs",
            "hfs",
            "iso9660",
            "jfs",
            "ntfs",
            "ntfs3",
            "overlay",
            "ramfs",
            "reiserfs",
            "squashfs",
            "tmpfs",
            "ufs",
            "vfat",
            "xfs",
            "zfs");
    /** The system's own, where nobody keeps files. */
    private static final Set<String> SYSTEMS = Set.of("proc", "sys", "dev", "run");

    private volatile Mounts last = Mounts.UNKNOWN;
    private volatile long readAt = System.nanoTime() - FRESH_NANOS;

    /**
     * What is mounted.
     *
     * @param table the table itself
     * @param areAllLocal whether all of it is on this machine, so that nothing can hang
     */
    record Mounts(String table, boolean areAllLocal) {
        /** A system without such a table. */
        static final Mounts UNKNOWN = new Mounts("", false);

        static Mounts of(String table) {
            return new Mounts(table, !table.isBlank() && table.lines().allMatch(Mounts::isLocal));
        }

        private static boolean isLocal(String line) {
            String[] fields = line.split(" ", 4);
            if (fields.length < 4) {
                return false;
            }
            String[] at = fields[1].split("/", 3);
            return MountTable.isLocal(fields[2]) || at.length > 1 && SYSTEMS.contains(at[1]);
        }
    }

    /** Whether file systems of a type are on this machine. */
    static boolean isLocal(String type) {
        return LOCAL.contains(type.toLowerCase(Locale.ROOT));
    }

    @Override
    public Mounts get() {
        long now = System.nanoTime();
        if (now - readAt >= FRESH_NANOS) {
            readAt = now;
            Mounts read = read();
            last = read.equals(last) ? last : read;
        }
        return last;
    }

    private static Mounts read() {
        try {
            return Mounts.of(Files.readString(TABLE, StandardCharsets.ISO_8859_1));
        } catch (IOException none) {
            return Mounts.UNKNOWN;
        }
    }
}
