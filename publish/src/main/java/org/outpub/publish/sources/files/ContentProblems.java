package org.outpub.publish.sources.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.publish.config.ContentSource;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.publish.config.References;

/** Finds files of state that cannot be published as they are; while running, each is waited for. */
public final class ContentProblems {
    private ContentProblems() {}

    /**
     * Looks at all {@code outbound-publish} objects and the files that they name.
     *
     * @param sorcery holds them
     * @return a warning for each file or folder that is missing or of no use, in the order of the objects
     */
    public static List<ConfigProblem> check(Sorcery sorcery) {
        List<ConfigProblem> problems = new ArrayList<>();
        for (OutboundPublish publish : sorcery.retrieveAll(OutboundPublish.TYPE)) {
            ContentSource source = publish.content();
            if (source != null) {
                String option = source.perUser() ? "@content_dir" : "@content_file";
                (source.perUser() ? folder(source.path()) : file(source.path()))
                        .ifPresent(wrong -> problems.add(ConfigProblem.warning(
                                References.place(sorcery, publish, option),
                                "outbound-publish '" + publish.id() + "': " + option + ": " + wrong
                                        + "; nothing is published until that is mended")));
            }
        }
        return problems;
    }

    private static Optional<String> folder(Path path) {
        if (!Files.exists(path)) {
            return Optional.of("there is no folder " + path);
        }
        if (!Files.isDirectory(path)) {
            return Optional.of(path + " is no folder");
        }
        return Files.isReadable(path) ? Optional.empty() : Optional.of(path + " cannot be read");
    }

    private static Optional<String> file(Path path) {
        if (!Files.exists(path)) {
            return Optional.of("there is no file " + path);
        }
        if (Files.isDirectory(path)) {
            return Optional.of(path + " is a folder");
        }
        try {
            long size = Files.size(path);
            if (!Files.isReadable(path)) {
                return Optional.of(path + " cannot be read");
            }
            if (size == 0) {
                return Optional.of(path + " is empty");
            }
            return size > Document.LARGEST
                    ? Optional.of(path + " is larger than " + Document.LARGEST + " bytes")
                    : Optional.empty();
        } catch (IOException gone) {
            return Optional.of("there is no file " + path);
        }
    }
}
