package org.outpub.publish.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.sorcery.mapping.SorceryConf;

/**
 * The files that a configuration path means. Immutable.
 *
 * @param folder what relative paths in mappings are relative to
 * @param main the {@code pjsip.conf} or {@code .json}, whether it exists or not
 * @param sorceryConf the {@code sorcery.conf} beside it, whether it exists or not; null if a single file was given
 */
public record ConfigurationFiles(
        Path folder, Path main, @Nullable Path sorceryConf) {
    private static final Path HERE = Path.of("");
    private static final String INI = "pjsip.conf";
    private static final String JSON = "pjsip.json";

    /**
     * Finds out.
     *
     * @param path a {@code pjsip.conf} or a {@code .json}, which then is all there is, or a folder that holds a {@code
     *     pjsip.conf}, or else a {@code pjsip.json}, and perhaps a {@code sorcery.conf}
     * @return the files
     */
    public static ConfigurationFiles of(Path path) {
        if (Files.isDirectory(path)) {
            boolean onlyJson = Files.exists(path.resolve(JSON)) && !Files.exists(path.resolve(INI));
            return new ConfigurationFiles(path, path.resolve(onlyJson ? JSON : INI), path.resolve("sorcery.conf"));
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
     * What is wrong with the choice of files.
     *
     * @param read the files that the store reads
     * @return a warning if there is a {@code pjsip.json} that nobody reads because of a {@code pjsip.conf}
     */
    public List<ConfigProblem> problems(Collection<Path> read) {
        Path json = folder.resolve(JSON);
        boolean hidden = sorceryConf != null && main.endsWith(INI) && Files.exists(json) && !read.contains(json);
        return hidden
                ? List.of(ConfigProblem.warning(
                        Origin.of(json), "not read, because there is a " + INI + " beside it; keep one of them"))
                : List.of();
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
