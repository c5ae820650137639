package org.outpub.publish.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.outpub.sorcery.SorceryConf;

/**
 * The files that a configuration path means. Immutable.
 *
 * @param folder what relative paths in mappings are relative to
 * @param main the {@code pjsip.conf}, whether it exists or not
 * @param sorceryConf the {@code sorcery.conf} beside it, whether it exists or not; null if a single file was given
 */
public record ConfigurationFiles(
        Path folder, Path main, @Nullable Path sorceryConf) {
    private static final Path HERE = Path.of("");

    /**
     * Finds out.
     *
     * @param path a {@code pjsip.conf}, which then is all there is, or a folder that holds one and perhaps a {@code
     *     sorcery.conf}
     * @return the files
     */
    public static ConfigurationFiles of(Path path) {
        if (Files.isDirectory(path)) {
            return new ConfigurationFiles(path, path.resolve("pjsip.conf"), path.resolve("sorcery.conf"));
        }
        return new ConfigurationFiles(Objects.requireNonNullElse(path.getParent(), HERE), path, null);
    }

    /**
     * The main file as a mapping names it.
     *
     * @return relative to the folder
     */
    public Path mainInFolder() {
        return Objects.requireNonNull(main.getFileName(), "a file has a name");
    }

    /**
     * Reads where types are mapped to.
     *
     * @return what the {@code sorcery.conf} says; no mappings if there is none
     */
    public SorceryConf readSorceryConf() {
        return sorceryConf == null ? SorceryConf.none() : SorceryConf.read(sorceryConf);
    }
}
