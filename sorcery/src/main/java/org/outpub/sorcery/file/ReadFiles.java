package org.outpub.sorcery.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files of one reading, without what they said. The bytes are kept: comparing them is quicker than a fingerprint over
 * them, and leaves no doubt. Immutable.
 */
public final class ReadFiles {
    /** What was looked for, and what was found there. */
    private final Map<Path, List<Path>> looked;
    /** What was read, in order. */
    private final Map<Path, byte[]> files;

    public ReadFiles(Map<Path, List<Path>> looked, Map<Path, byte[]> files) {
        this.looked = Map.copyOf(looked);
        this.files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }

    public Map<Path, byte[]> bytes() {
        return files;
    }

    /** Whether reading them again would give the same, at the cost of looking at every byte. */
    public boolean areCurrent() {
        try {
            for (Map.Entry<Path, List<Path>> each : looked.entrySet()) {
                if (!FileIncludes.lookUp(each.getKey()).equals(each.getValue())) {
                    return false;
                }
            }
            for (Map.Entry<Path, byte[]> file : files.entrySet()) {
                if (!FileBytes.are(file.getKey(), file.getValue())) {
                    return false;
                }
            }
        } catch (IOException changed) {
            return false;
        }
        return true;
    }

    /** What can change them: the files, and what was looked for in vain. */
    public Collection<Path> watched() {
        Set<Path> watched = new LinkedHashSet<>(files.keySet());
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
}
