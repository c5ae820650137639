package org.outpub.sorcery.ini;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;

/**
 * One reading of a file with its includes. It keeps the bytes: comparing them is quicker than a fingerprint over them,
 * and leaves no doubt. Immutable.
 */
public final class IniFile {
    private final IniDocument document;
    /** What was looked for, and what was found there. */
    private final Map<Path, List<Path>> looked;
    /** What was read, in order. */
    private final Map<Path, byte[]> files;

    private IniFile(IniDocument document, Map<Path, List<Path>> looked, Map<Path, byte[]> files) {
        this.document = document;
        this.looked = Map.copyOf(looked);
        this.files = new LinkedHashMap<>(files);
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
        return new IniFile(document, includes.looked(), includes.filesRead());
    }

    /**
     * What the files say.
     *
     * @return with what is wrong in them
     */
    public IniDocument document() {
        return document;
    }

    /**
     * What was read: the file and what it includes.
     *
     * @return files and their bytes, in the order of reading; unmodifiable, and nobody may write to the bytes
     */
    public Map<Path, byte[]> files() {
        return Collections.unmodifiableMap(files);
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
