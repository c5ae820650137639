package org.outpub.sorcery.ini;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.api.time.Ticker;
import org.outpub.sorcery.file.Disk;
import org.outpub.sorcery.file.DiskReading;
import org.outpub.sorcery.file.FileBytes;
import org.outpub.sorcery.file.Seen;
import org.outpub.sorcery.ini.text.IniDocument;
import org.outpub.sorcery.ini.text.IniReader;

/** One reading of a file with its includes: what they say, together with what was seen to find that out. Immutable. */
public final class IniFile {
    private final IniDocument document;
    private final Seen seen;

    private IniFile(IniDocument document, Seen seen) {
        this.document = document;
        this.seen = seen;
    }

    /**
     * Reads a file and what it includes.
     *
     * @param main need not be readable, which is then a problem of the document
     * @return what it says
     */
    public static IniFile read(Path main) {
        DiskReading reading = new DiskReading(Disk.real(), Ticker.system(), true, Seen.NOTHING);
        IniDocument document = document(main, reading, null);
        return new IniFile(document, reading.end());
    }

    /**
     * Reads a file and what it includes, quicker for what is as it was.
     *
     * @param former what an earlier reading gave; null for none
     */
    static IniDocument document(Path main, DiskReading reading, @Nullable IniDocument former) {
        try {
            return IniReader.read(main.toString(), reading.read(main), new FileIncludes(main, reading), former);
        } catch (IOException unreadable) {
            String reason = "cannot be read: " + FileBytes.reason(unreadable);
            return new IniDocument(List.of(), List.of(ConfigProblem.error(Origin.of(main), reason)));
        }
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
     * What was seen.
     *
     * @return everything that was read or looked for
     */
    public Seen seen() {
        return seen;
    }

    /**
     * What was read: the file and what it includes.
     *
     * @return files and their bytes, in the order of reading; unmodifiable, and nobody may write to the bytes
     */
    public Map<Path, byte[]> files() {
        return seen.bytes();
    }
}
