package org.outpub.publish.sources.files;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.publish.config.ContentSource;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.publish.config.References;
import org.outpub.sorcery.file.Disk;
import org.outpub.sorcery.file.Look;

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
                (source.perUser() ? folder(source.path()) : file(source.path()))
                        .ifPresent(wrong -> problems.add(problem(
                                sorcery, publish, source, wrong + "; nothing is published until that is mended")));
            }
        }
        return problems;
    }

    /**
     * Finds what is wrong with files whose state is published.
     *
     * @param sorcery holds the objects
     * @param faults by the id of the object
     * @return a warning at the option of each that is there
     */
    public static List<ConfigProblem> ofRunning(Sorcery sorcery, Map<String, String> faults) {
        List<ConfigProblem> problems = new ArrayList<>();
        faults.forEach((id, fault) -> sorcery.retrieve(OutboundPublish.TYPE, id).ifPresent(publish -> {
            ContentSource source = publish.content();
            if (source != null) {
                problems.add(problem(sorcery, publish, source, fault + "; what is published stays"));
            }
        }));
        return problems;
    }

    private static ConfigProblem problem(Sorcery sorcery, OutboundPublish publish, ContentSource source, String wrong) {
        String option = source.perUser() ? "@content_dir" : "@content_file";
        return ConfigProblem.warning(
                References.place(sorcery, publish, option),
                "outbound-publish '" + publish.id() + "': " + option + ": " + wrong);
    }

    private static Optional<String> folder(Path path) {
        Look look = Disk.real().look(path);
        return switch (look.kind()) {
            case ABSENT -> Optional.of("there is no folder " + path);
            case FILE, OTHER -> Optional.of(path + " is no folder");
            default -> isReadable(path, look) ? Optional.empty() : Optional.of(path + " cannot be read");
        };
    }

    private static Optional<String> file(Path path) {
        Look look = Disk.real().look(path);
        return switch (look.kind()) {
            case ABSENT -> Optional.of("there is no file " + path);
            case FOLDER -> Optional.of(path + " is a folder");
            default -> isReadable(path, look) ? unfit(path, look.size()) : Optional.of(path + " cannot be read");
        };
    }

    /** What cannot even be looked at is asked nothing more: it may never answer. */
    private static boolean isReadable(Path path, Look look) {
        return (look.isFile() || look.isFolder()) && Files.isReadable(path);
    }

    private static Optional<String> unfit(Path path, long size) {
        if (size == 0) {
            return Optional.of(path + " is empty");
        }
        return size > Document.LARGEST
                ? Optional.of(path + " is larger than " + Document.LARGEST + " bytes")
                : Optional.empty();
    }
}
