package org.outpub.sorcery.ini;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.wizard.ReadContext;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.sorcery.file.ReadFiles;
import org.outpub.sorcery.ini.ConfigArguments.Criterion;
import org.outpub.sorcery.ini.text.IniDocument;
import org.outpub.sorcery.ini.text.IniSection;

/**
 * Objects of one type in a configuration file. The file is parsed once in a reload, whichever types are in it, and not
 * at all when no byte of it or of its includes changed. Called by one thread at a time.
 */
final class ConfigWizard implements Wizard.Source {
    private final ObjectType<?> type;
    private final ConfigArguments arguments;
    private volatile @Nullable ReadFiles last;
    /** What the live objects were read from; damaged readings leave it as it is. */
    private @Nullable ReadFiles lived;

    ConfigWizard(ObjectType<?> type, ConfigArguments arguments) {
        this.type = type;
        this.arguments = arguments;
    }

    /**
     * What came of looking at the files.
     *
     * @param files as they are now
     * @param document what they say; null if they are as they were, for then it is not kept
     */
    private record Reading(ReadFiles files, @Nullable IniDocument document) {}

    private record Key(Path file) {}

    private record Again(Path file) {}

    private record Grouped(Path file, String field) {}

    private record Unclaimed(Path file) {}

    @Override
    public Contents read(ReadContext context) {
        ReadFiles before = last;
        Reading now = context.once(new Key(arguments.file()), () -> look(before));
        last = now.files;
        if (now.files == lived) {
            return new Contents.Unchanged();
        }
        IniDocument document = now.document;
        if (document == null) {
            document = context.once(new Again(arguments.file()), () -> IniFile.read(arguments.file()))
                    .document();
        }
        Contents contents = contents(document, context);
        lived = contents instanceof Contents.Objects ? now.files : null;
        return contents;
    }

    private Reading look(@Nullable ReadFiles before) {
        if (before != null && before.areCurrent()) {
            return new Reading(before, null);
        }
        IniFile file = IniFile.read(arguments.file());
        return new Reading(file.read(), file.document());
    }

    private Contents contents(IniDocument document, ReadContext context) {
        if (document.isDamaged()) {
            return new Contents.Unreadable(document.problems());
        }
        List<ObjectSet> sets = new ArrayList<>();
        accepted(document, context).forEach(section -> sets.add(section.values()));
        if (arguments.singleObject() && sets.size() > 1) {
            return new Contents.Unreadable(List.of(new ConfigProblem(
                    Severity.ERROR,
                    sets.get(1).origin(),
                    "a second " + type.name() + " section; there may be one only, and the first is at "
                            + sets.get(0).origin())));
        }
        List<ConfigProblem> problems = new ArrayList<>(document.problems());
        named(document).forEach(section -> arguments.nearMiss(section, type).ifPresent(problems::add));
        if (!arguments.criteria().isEmpty()) {
            problems.addAll(context.once(
                    new Unclaimed(arguments.file()),
                    () -> SectionTypes.unclaimed(document, grouped(document, "type", context), context.typeNames())));
        }
        return new Contents.Objects(sets, problems, arguments.allOrNothing());
    }

    /** In the order of the document. What all types ask for, the sections by their type, is found out once. */
    private List<IniSection> accepted(IniDocument document, ReadContext context) {
        if (arguments.criteria().isEmpty() || !named(document).isEmpty()) {
            return document.sections().stream()
                    .filter(section -> arguments.accepts(section, type))
                    .toList();
        }
        Criterion first = arguments.criteria().get(0);
        List<IniSection> holding = grouped(document, first.field(), context).of(first.value());
        return arguments.criteria().size() == 1
                ? holding
                : holding.stream()
                        .filter(section -> arguments.accepts(section, type))
                        .toList();
    }

    private SectionGroups grouped(IniDocument document, String field, ReadContext context) {
        return context.once(
                new Grouped(arguments.file(), field.toLowerCase(Locale.ROOT)), () -> SectionGroups.of(document, field));
    }

    private List<IniSection> named(IniDocument document) {
        return arguments.explicitName().isEmpty()
                ? List.of()
                : document.sections().stream()
                        .filter(section -> section.values().id().equals(arguments.explicitName()))
                        .toList();
    }

    @Override
    public Collection<Path> watched() {
        ReadFiles read = last;
        return read == null ? List.of(arguments.file()) : read.watched();
    }
}
