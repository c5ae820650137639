package org.outpub.publish.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files that are there as a whole or not at all. */
final class NewFile {
    private NewFile() {}

    /**
     * Writes a file under another name first. Until it is in place only its owner can read it; then whoever can read the
     * model, for it may hold the same secrets.
     *
     * @param file what to write
     * @param text its content, in UTF-8
     * @param model whose permissions it gets; null for none, so that its owner alone may read it
     * @param replace whether it may be there already
     * @throws IOException if it cannot be written, or is there and must not be replaced
     */
    static void write(Path file, String text, @Nullable Path model, boolean replace) throws IOException {
        // A link stays one: what it points to is replaced.
        Path target = Files.isSymbolicLink(file) && Files.exists(file) ? file.toRealPath() : file;
        Path folder = Objects.requireNonNull(target.toAbsolutePath().getParent(), "a file has a folder");
        Path next = Files.createTempFile(folder, ".outpub", ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            if (model != null && Files.getFileAttributeView(model, PosixFileAttributeView.class) != null) {
                Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(model);
                Files.setPosixFilePermissions(next, permissions);
            }
            if (replace) {
                Files.move(next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.move(next, target);
            }
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /** An operator's words for why a file cannot be written. */
    static String reason(IOException problem) {
        if (problem instanceof NoSuchFileException) {
            return "there is no such folder";
        }
        if (problem instanceof AccessDeniedException) {
            return "no permission";
        }
        return String.valueOf(problem.getMessage());
    }
}
