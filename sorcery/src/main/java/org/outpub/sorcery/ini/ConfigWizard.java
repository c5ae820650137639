package org.outpub.sorcery.ini;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.wizard.ReadContext;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.time.Ticker;
import org.outpub.sorcery.file.Disk;
import org.outpub.sorcery.file.DiskReading;
import org.outpub.sorcery.file.DocumentFile;
import org.outpub.sorcery.file.Emptied;
import org.outpub.sorcery.file.Seen;
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
    private final Claims claims;
    private final DocumentFile<IniDocument> file;
    private final LostTypes lostTypes;
    private final Emptied emptied;
    /** What to say while the file says the same: if it is damaged, that it is. */
    private Contents unchanged = new Contents.Unchanged();

    /**
     * A wizard.
     *
     * @param claims takes what this one claims, and knows what others do
     * @param disk where its file is
     */
    ConfigWizard(ObjectType<?> type, ConfigArguments arguments, Claims claims, Disk disk, Ticker ticker) {
        this.type = type;
        this.arguments = arguments;
        this.claims = claims;
        this.file = new DocumentFile<>(arguments.file(), disk, ticker, new Parser(arguments.file()));
        this.lostTypes = new LostTypes(type.name());
        this.emptied = new Emptied(arguments.file(), "sections");
        claims.add(type, arguments);
    }

    private record Parser(Path file) implements DocumentFile.Parser<IniDocument> {
        @Override
        public IniDocument parse(DiskReading reading, @Nullable IniDocument former) {
            return IniFile.document(file, reading, former);
        }
    }

    private record Grouped(Seen seen, String field) {}

    private record Unclaimed(Seen seen) {}

    @Override
    public Contents read(ReadContext context) {
        return file.readIfChanged(context)
                .map(document -> take(document, context))
                .orElse(unchanged);
    }

    private Contents take(IniDocument document, ReadContext context) {
        if (!document.isDamaged()
                && !context.acceptsEmpty()
                && emptied.isAccident(document.sections().size())) {
            return emptied.accident(); // and not taken, so that it can still be accepted
        }
        Contents contents = contents(document, context);
        if (contents instanceof Contents.Unreadable) {
            unchanged = contents;
        } else {
            unchanged = new Contents.Unchanged();
            emptied.taken(document.sections().size());
        }
        file.taken();
        return contents;
    }

    private Contents contents(IniDocument document, ReadContext context) {
        if (document.isDamaged()) {
            return new Contents.Unreadable(document.problems());
        }
        List<IniSection> named = named(document);
        List<IniSection> accepted = accepted(document, named, context);
        List<ObjectSet> sets = new ArrayList<>(accepted.size());
        accepted.forEach(section -> sets.add(section.values()));
        if (arguments.singleObject() && sets.size() > 1) {
            return new Contents.Unreadable(List.of(new ConfigProblem(
                    Severity.ERROR,
                    sets.get(1).origin(),
                    "a second " + type.name() + " section; there may be one only, and the first is at "
                            + sets.get(0).origin())));
        }
        List<ConfigProblem> problems = new ArrayList<>(document.problems());
        named.forEach(section -> arguments.nearMiss(section, type).ifPresent(problems::add));
        return new Contents.Objects(
                arguments.criteria().isEmpty() ? sets : checkTypes(document, sets, problems, context),
                problems,
                arguments.allOrNothing());
    }

    /** What is kept of sections that lost their type included. */
    private List<ObjectSet> checkTypes(
            IniDocument document, List<ObjectSet> sets, List<ConfigProblem> problems, ReadContext context) {
        SectionGroups byType = grouped(document, "type", context);
        Predicate<IniSection> isTaken = section -> claims.take(section, arguments);
        problems.addAll(context.once(
                new Unclaimed(file.seen()),
                () -> SectionTypes.problems(document, byType, context.typeNames(), isTaken)));
        return lostTypes.complete(sets, byType, context.typeNames(), isTaken, problems::add);
    }

    /** In the order of the document. What all types ask for, the sections by their type, is found out once. */
    private List<IniSection> accepted(IniDocument document, List<IniSection> named, ReadContext context) {
        if (arguments.criteria().isEmpty() || !named.isEmpty()) {
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
                new Grouped(file.seen(), field.toLowerCase(Locale.ROOT)), () -> SectionGroups.of(document, field));
    }

    /** The sections of the explicit name, whatever they are. */
    private List<IniSection> named(IniDocument document) {
        List<IniSection> named = new ArrayList<>(0);
        if (!arguments.explicitName().isEmpty()) {
            for (IniSection section : document.sections()) {
                if (section.values().id().equals(arguments.explicitName())) {
                    named.add(section);
                }
            }
        }
        return named;
    }

    @Override
    public void close() {
        claims.remove(type, arguments);
    }

    @Override
    public Collection<Path> watched() {
        return file.watched();
    }
}
