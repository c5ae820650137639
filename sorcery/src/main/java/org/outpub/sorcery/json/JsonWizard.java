package org.outpub.sorcery.json;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.wizard.ReadContext;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.time.Ticker;
import org.outpub.sorcery.file.Disk;
import org.outpub.sorcery.file.DiskReading;
import org.outpub.sorcery.file.DocumentFile;
import org.outpub.sorcery.file.Emptied;
import org.outpub.sorcery.file.FileBytes;
import org.outpub.sorcery.file.Seen;

/**
 * Objects of one type in a JSON file. The file is parsed once in a reload, whichever types are in it, and not at all
 * when no byte of it changed. Called by one thread at a time.
 */
final class JsonWizard implements Wizard.Source {
    private final ObjectType<?> type;
    private final ListForm lists;
    private final DocumentFile<JsonDocument> file;
    /** What was read last. */
    private List<ObjectSet> given = List.of();

    private final Emptied emptied;
    /** What to say while the file says the same: if it is damaged, that it is. */
    private Contents unchanged = new Contents.Unchanged();

    JsonWizard(ObjectType<?> type, Path file, Disk disk, Ticker ticker) {
        this.type = type;
        this.lists = new ListForm(type);
        this.file = new DocumentFile<>(file, disk, ticker, new Parser(file));
        this.emptied = new Emptied(file, "objects");
    }

    private record Parser(Path file) implements DocumentFile.Parser<JsonDocument> {
        @Override
        public JsonDocument parse(DiskReading reading, @Nullable JsonDocument former) {
            return document(file, reading, former);
        }
    }

    static JsonDocument document(Path file, DiskReading reading, @Nullable JsonDocument former) {
        try {
            return JsonReader.read(file.toString(), reading.read(file), former);
        } catch (IOException unreadable) {
            return JsonDocument.unreadable(Origin.of(file), "cannot be read: " + FileBytes.reason(unreadable));
        }
    }

    private record Unclaimed(Seen seen) {}

    @Override
    public Contents read(ReadContext context) {
        return file.readIfChanged(context)
                .map(document -> take(document, context))
                .orElse(unchanged);
    }

    private Contents take(JsonDocument document, ReadContext context) {
        if (!document.isDamaged() && !context.acceptsEmpty() && emptied.isAccident(document.size())) {
            return emptied.accident(); // and not taken, so that it can still be accepted
        }
        Contents contents = contents(document, context);
        if (contents instanceof Contents.Unreadable) {
            unchanged = contents;
        } else {
            unchanged = new Contents.Unchanged();
            emptied.taken(document.size());
        }
        file.taken();
        return contents;
    }

    private Contents contents(JsonDocument document, ReadContext context) {
        if (document.isDamaged()) {
            return new Contents.Unreadable(document.problems());
        }
        List<ObjectSet> sets =
                document.objects(type.name()).stream().map(lists::applyTo).toList();
        List<ConfigProblem> problems = new ArrayList<>(document.problems());
        problems.addAll(context.once(new Unclaimed(file.seen()), () -> document.unclaimed(context.typeNames())));
        Optional<Origin> misspelt =
                sets.isEmpty() ? document.misspelt(type.name(), context.typeNames()) : Optional.empty();
        if (misspelt.isPresent() && !given.isEmpty()) {
            problems.add(ConfigProblem.error(
                    misspelt.get(),
                    "there is no object type '" + type.name() + "' any more, and an unknown one near it; keeping its"
                            + " previous objects"));
        } else {
            given = sets;
        }
        return new Contents.Objects(given, problems);
    }

    @Override
    public Collection<Path> watched() {
        return file.watched();
    }
}
