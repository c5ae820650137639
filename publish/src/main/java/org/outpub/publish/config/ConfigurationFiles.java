package org.outpub.publish.config;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.sorcery.file.Disk;
import org.outpub.sorcery.file.Look;
import org.outpub.sorcery.file.Look.Kind;
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
    private static final Disk DISK = Disk.real();
    private static final Path HERE = Path.of("");
    private static final String INI = "pjsip.conf";
    private static final String JSON = "pjsip.json";

    /**
     * Finds out.
     *
     * @param path a {@code pjsip.conf} or a {@code .json}, which then is all there is, or a folder that holds a {@code
     *     pjsip.conf}, or else a {@code pjsip.json}, and perhaps a {@code sorcery.conf}; what is not there is a folder
     *     if its name has no extension
     * @return the files
     */
    public static ConfigurationFiles of(Path path) {
        Look look = DISK.look(path);
        if (look.isFolder() || !isSomething(look) && !hasExtension(path)) {
            boolean onlyJson = isSomething(path.resolve(JSON)) && !isSomething(path.resolve(INI));
            return new ConfigurationFiles(path, path.resolve(onlyJson ? JSON : INI), path.resolve("sorcery.conf"));
        }
        return new ConfigurationFiles(Objects.requireNonNullElse(path.getParent(), HERE), path, null);
    }

    private static boolean isSomething(Path path) {
        return isSomething(DISK.look(path));
    }

    /** What cannot be looked at may be there, but leads nowhere. */
    private static boolean isSomething(Look look) {
        return look.kind() != Kind.ABSENT && look.kind() != Kind.HIDDEN;
    }

    private boolean isMissing() {
        return DISK.look(main).kind() == Kind.ABSENT;
    }

    private static boolean hasExtension(Path path) {
        Path name = path.getFileName();
        return name != null && name.toString().lastIndexOf('.') > 0;
    }

    /**
     * The main file as a mapping names it.
     *
     * @param mappings what {@code sorcery.conf} says
     * @return relative to the folder; null if there is no such file and nothing is expected in it
     */
    public @Nullable Path mainInFolder(SorceryConf mappings) {
        return ObjectTypes.areAllMapped(mappings) && isMissing()
                ? null
                : Objects.requireNonNull(main.getFileName(), "a file has a name");
    }

    /**
     * What is wrong with the choice of files.
     *
     * @param read the files that the store reads
     * @return a warning if there is a {@code pjsip.json} that nobody reads because of a {@code pjsip.conf}, or because
     *     it came later; a notice what to do if there is no file
     */
    public List<ConfigProblem> problems(Collection<Path> read) {
        Path json = folder.resolve(JSON);
        boolean missing = read.contains(main) && isMissing();
        if (sorceryConf != null && main.endsWith(INI) && isSomething(json) && !read.contains(json)) {
            String why = missing
                    ? "not read, because it was not there at the start; start anew, or provide a " + INI
                    : "not read, because there is a " + INI + " beside it; keep one of them";
            return List.of(ConfigProblem.warning(Origin.of(json), why));
        }
        return missing
                ? List.of(ConfigProblem.notice(
                        Origin.of(main), "put the file there, which is noticed, or start anew with another path"))
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
