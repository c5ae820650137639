package org.outpub.sorcery.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** Whole files, within a bound. Safe for use by many threads. */
public final class FileBytes {
    private static final int LARGEST = 64 << 20;
    /** Small enough to stay in a processor's cache between being read and being looked at. */
    private static final int PIECE = 128 << 10;

    private FileBytes() {}

    /**
     * Reads a file.
     *
     * @param file a regular file of 64 MiB at most
     * @return its bytes
     * @throws IOException if it is not such a file or cannot be read
     */
    public static byte[] read(Path file) throws IOException {
        check(file);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = new byte[(int) Math.min(Files.size(file), LARGEST)];
            int size = 0;
            while (true) {
                int count = in.read(bytes, size, Math.min(bytes.length - size, PIECE));
                size += Math.max(count, 0);
                if (count < 0) {
                    return Arrays.copyOf(bytes, size);
                }
                if (size == bytes.length) {
                    int more = in.read();
                    if (more < 0) {
                        return bytes;
                    }
                    bytes = grow(bytes);
                    bytes[size++] = (byte) more;
                }
            }
        }
    }

    /** For a file that grows while it is read, or that does not say how large it is. */
    private static byte[] grow(byte[] bytes) throws IOException {
        if (bytes.length >= LARGEST) {
            throw new IOException("it is larger than " + (LARGEST >> 20) + " MiB");
        }
        return Arrays.copyOf(bytes, Math.min(LARGEST, bytes.length * 2 + PIECE));
    }

    private static void check(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException("it is not a regular file");
        }
    }

    /**
     * An operator's words for why a file cannot be read.
     *
     * @param problem what {@link #read} threw
     * @return a clause such as {@code "there is no such file"}
     */
    public static String reason(IOException problem) {
        if (problem instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (problem instanceof AccessDeniedException) {
            return "no permission";
        }
        return String.valueOf(problem.getMessage());
    }
}
