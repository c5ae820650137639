package org.outpub.sorcery.json;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Origin;
import org.outpub.sorcery.file.FileBytes;

/**
 * One reading of a file. Immutable.
 *
 * @param document what it says
 * @param fingerprint over every byte, or over why there are none
 */
record JsonFile(JsonDocument document, HashCode fingerprint) {
    /**
     * Reads a file; parses it only if it changed.
     *
     * @param file need not be readable, which is then a problem of the document
     * @param former what an earlier reading gave; null if there was none
     */
    static JsonFile read(Path file, @Nullable JsonFile former) {
        byte[] bytes;
        try {
            bytes = FileBytes.read(file);
        } catch (IOException unreadable) {
            String reason = "cannot be read: " + FileBytes.reason(unreadable);
            return new JsonFile(
                    JsonDocument.unreadable(Origin.of(file), reason),
                    Hashing.sha256().hashString(reason, StandardCharsets.UTF_8));
        }
        HashCode fingerprint = Hashing.sha256().hashBytes(bytes);
        if (former != null && former.fingerprint.equals(fingerprint)) {
            return former;
        }
        return new JsonFile(JsonReader.read(file.toString(), bytes), fingerprint);
    }
}
