package org.outpub.sorcery.ini;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.sorcery.ObjectSet;
import org.outpub.api.sorcery.ObjectType;
import org.outpub.api.sorcery.ReadContext;
import org.outpub.api.sorcery.Wizard;

/**
 * Objects of one type in a configuration file. The file is parsed once in a reload, whichever types are in it, and not
 * at all when no byte of it or of its includes changed. Called by one thread at a time.
 */
final class ConfigWizard implements Wizard.Source {
    private final ObjectType<?> type;
    private final ConfigArguments arguments;
    private volatile @Nullable IniFile last;
    /** What the live objects were read from; damaged readings leave it as it is. */
    private @Nullable IniFile lived;

    ConfigWizard(ObjectType<?> type, ConfigArguments arguments) {
        this.type = type;
        this.arguments = arguments;
    }

    private record Key(Path file) {}

    private record Unclaimed(Path file) {}

    @Override
    public Contents read(ReadContext context) {
        IniFile before = last;
        IniFile now = context.once(
                new Key(arguments.file()),
                () -> before != null && before.isCurrent() ? before : IniFile.read(arguments.file()));
        last = now;
        if (now == lived) {
            return new Contents.Unchanged();
        }
        Contents contents = contents(now.document(), context);
        lived = contents instanceof Contents.Objects ? now : null;
        return contents;
    }

    private Contents contents(IniDocument document, ReadContext context) {
        if (document.isDamaged()) {
            return new Contents.Unreadable(document.problems());
        }
        List<ObjectSet> sets = new ArrayList<>();
        List<ConfigProblem> problems = new ArrayList<>(document.problems());
        for (IniSection section : document.sections()) {
            if (arguments.accepts(section, type)) {
                sets.add(section.values());
            }
            arguments.nearMiss(section, type).ifPresent(problems::add);
        }
        if (arguments.singleObject() && sets.size() > 1) {
            return new Contents.Unreadable(List.of(new ConfigProblem(
                    Severity.ERROR,
                    sets.get(1).origin(),
                    "a second " + type.name() + " section; there may be one only, and the first is at "
                            + sets.get(0).origin())));
        }
        if (!arguments.criteria().isEmpty()) {
            problems.addAll(context.once(
                    new Unclaimed(arguments.file()), () -> SectionTypes.unclaimed(document, context.typeNames())));
        }
        return new Contents.Objects(sets, problems, arguments.allOrNothing());
    }

    @Override
    public Collection<Path> watched() {
        IniFile read = last;
        return read == null ? List.of(arguments.file()) : read.watched();
    }
}
