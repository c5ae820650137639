package org.outpub.sorcery.ini;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.sorcery.file.FileBytes;
import org.outpub.sorcery.file.FileIncludes;
import org.outpub.sorcery.file.ReadFiles;
import org.outpub.sorcery.ini.text.IniDocument;
import org.outpub.sorcery.ini.text.IniReader;

/** One reading of a file with its includes. Immutable. */
public final class IniFile {
    private final IniDocument document;
    private final ReadFiles files;

    private IniFile(IniDocument document, ReadFiles files) {
        this.document = document;
        this.files = files;
    }

    /**
     * Reads a file and what it includes.
     *
     * @param main need not be readable, which is then a problem of the document
     * @return what it says
     */
    public static IniFile read(Path main) {
        return read(main, null);
    }

    /**
     * Reads a file and what it includes, quicker for what is as it was.
     *
     * @param main need not be readable, which is then a problem of the document
     * @param former what an earlier reading gave; null for none
     * @return what it says
     */
    static IniFile read(Path main, @Nullable IniFile former) {
        FileIncludes includes = new FileIncludes(main);
        IniDocument document;
        try {
            document = IniReader.read(
                    main.toString(), includes.readMain(), includes, former == null ? null : former.document);
        } catch (IOException unreadable) {
            String reason = "cannot be read: " + FileBytes.reason(unreadable);
            document = new IniDocument(List.of(), List.of(ConfigProblem.error(Origin.of(main), reason)));
        }
        return new IniFile(document, new ReadFiles(includes.looked(), includes.filesRead()));
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
        return files.bytes();
    }

    ReadFiles filesRead() {
        return files;
    }
}
