package org.outpub.sorcery.ini;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;

/**
 * One reading of a file with its includes. Immutable.
 *
 * @param document what it says
 * @param fingerprint over every byte that was read and every name that was looked for
 * @param looked what was looked for, and what was found there
 * @param files what was read
 */
public record IniFile(IniDocument document, HashCode fingerprint, Map<Path, List<Path>> looked, List<Path> files) {
    /** Copies the collections. */
    public IniFile {
        looked = Map.copyOf(looked);
        files = List.copyOf(files);
    }

    /**
     * Reads a file and what it includes.
     *
     * @param main need not be readable, which is then a problem of the document
     * @return what it says
     */
    public static IniFile read(Path main) {
        FileIncludes includes = new FileIncludes(main);
        IniDocument document;
        try {
            document = IniReader.read(main.toString(), includes.readMain(), includes);
        } catch (IOException unreadable) {
            String reason = "cannot be read: " + FileBytes.reason(unreadable);
            document = new IniDocument(List.of(), List.of(ConfigProblem.error(Origin.of(main), reason)));
        }
        Map<Path, byte[]> read = includes.filesRead();
        Fingerprint fingerprint = new Fingerprint();
        includes.looked().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> fingerprint.looked(entry.getKey(), entry.getValue()));
        read.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> fingerprint.file(entry.getKey(), entry.getValue()));
        return new IniFile(document, fingerprint.end(), includes.looked(), List.copyOf(read.keySet()));
    }

    /** Whether reading it again would give the same, at the cost of reading the bytes only. */
    boolean isCurrent() {
        Fingerprint now = new Fingerprint();
        try {
            for (Path path : looked.keySet().stream().sorted().toList()) {
                now.looked(path, FileIncludes.lookUp(path));
            }
            for (Path file : files.stream().sorted().toList()) {
                now.file(file, FileBytes.read(file));
            }
        } catch (IOException changed) {
            return false;
        }
        return now.end().equals(fingerprint);
    }

    /** What can change it: the files, and what was looked for in vain. */
    Collection<Path> watched() {
        Set<Path> watched = new LinkedHashSet<>(files);
        looked.forEach((path, found) -> {
            watched.add(path);
            boolean wild = !found.equals(List.of(path)) && path.getParent() != null;
            if (wild) {
                watched.add(path.getParent());
            }
        });
        watched.removeIf(path ->
                path.getFileName() != null && path.getFileName().toString().contains("*"));
        return watched;
    }

    private static final class Fingerprint {
        private final Hasher hasher = Hashing.sha256().newHasher();

        void looked(Path path, List<Path> found) {
            text(path.toString());
            hasher.putInt(found.size());
            found.forEach(file -> text(file.toString()));
        }

        void file(Path file, byte[] bytes) {
            text(file.toString());
            hasher.putInt(bytes.length).putBytes(bytes);
        }

        private void text(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            hasher.putInt(bytes.length).putBytes(bytes);
        }

        HashCode end() {
            return hasher.hash();
        }
    }
}
