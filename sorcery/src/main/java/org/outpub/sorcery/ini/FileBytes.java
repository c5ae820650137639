package org.outpub.sorcery.ini;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Whole files, within a bound. Safe for use by many threads. */
public final class FileBytes {
    private static final int LARGEST = 64 << 20;

    private FileBytes() {}

    /**
     * Reads a file.
     *
     * @param file a regular file of 64 MiB at most
     * @return its bytes
     * @throws IOException if it is not such a file or cannot be read
     */
    public static byte[] read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException("it is not a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new IOException("it is larger than " + (LARGEST >> 20) + " MiB");
            }
            return bytes;
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
