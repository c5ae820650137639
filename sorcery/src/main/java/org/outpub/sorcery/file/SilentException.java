package org.outpub.sorcery.file;

import java.io.IOException;
import java.nio.file.Path;

/** A file system does not answer; that was told when it began. It may yet: whoever asks again later finds out. */
public final class SilentException extends IOException {
    private static final long serialVersionUID = 1;

    SilentException(Path where) {
        super(where + " does not answer, as a file system whose server is gone");
    }
}
