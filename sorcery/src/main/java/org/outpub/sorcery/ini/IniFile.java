package org.outpub.sorcery.ini;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;

/**
 * One reading of a file with its includes. It keeps the bytes: comparing them is quicker than a fingerprint over them,
 * and leaves no doubt. Immutable.
 *
 * @param reading what the files say
 * @param looked what was looked for, and what was found there
 * @param files what was read, in order
 */
record IniFile(IniReading reading, Map<Path, List<Path>> looked, Map<Path, byte[]> files) {
    IniFile {
        looked = Map.copyOf(looked);
        files = new LinkedHashMap<>(files);
    }

    /**
     * Reads a file.
     *
     * @param main which
     * @param former an earlier reading, which spares work; null for none
     */
    static IniFile read(Path main, @Nullable IniFile former) {
        FileIncludes includes = new FileIncludes(main);
        IniReading reading;
        try {
            byte[] bytes = includes.readMain();
            Map<String, FormerFile> before = former == null ? Map.of() : former.reading.files();
            reading = IniReader.readAgain(main.toString(), bytes, includes, before);
        } catch (IOException unreadable) {
            String reason = "cannot be read: " + FileBytes.reason(unreadable);
            reading = new IniReading(
                    new IniDocument(List.of(), List.of(ConfigProblem.error(Origin.of(main), reason))), Map.of());
        }
        return new IniFile(reading, includes.looked(), includes.filesRead());
    }

    IniDocument document() {
        return reading.document();
    }

    /** Whether reading it again would give the same, at the cost of looking at every byte. */
    boolean isCurrent() {
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

    /** What can change it: the files, and what was looked for in vain. */
    Collection<Path> watched() {
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
