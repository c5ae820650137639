package org.outpub.sorcery.json;

import com.google.common.hash.HashCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.wizard.ReadContext;
import org.outpub.api.sorcery.wizard.Wizard;

/**
 * Objects of one type in a JSON file. The file is parsed once in a reload, whichever types are in it, and not at all
 * when no byte of it changed. Called by one thread at a time.
 */
final class JsonWizard implements Wizard.Source {
    private final ObjectType<?> type;
    private final ListForm lists;
    private final Path file;
    private volatile @Nullable JsonFile last;
    /** What the live objects were read from; damaged readings leave it as it is. */
    private @Nullable HashCode lived;

    JsonWizard(ObjectType<?> type, Path file) {
        this.type = type;
        this.lists = new ListForm(type);
        this.file = file;
    }

    private record Key(Path file) {}

    private record Unclaimed(Path file) {}

    @Override
    public Contents read(ReadContext context) {
        JsonFile before = last;
        JsonFile now = context.once(new Key(file), () -> JsonFile.read(file, before));
        last = now;
        if (now.fingerprint().equals(lived)) {
            return new Contents.Unchanged();
        }
        Contents contents = contents(now.document(), context);
        lived = contents instanceof Contents.Objects ? now.fingerprint() : null;
        return contents;
    }

    private Contents contents(JsonDocument document, ReadContext context) {
        if (document.isDamaged()) {
            return new Contents.Unreadable(document.problems());
        }
        List<ObjectSet> sets =
                document.objects(type.name()).stream().map(lists::applyTo).toList();
        List<ConfigProblem> problems = new ArrayList<>(document.problems());
        problems.addAll(context.once(new Unclaimed(file), () -> document.unclaimed(context.typeNames())));
        return new Contents.Objects(sets, problems);
    }

    @Override
    public Collection<Path> watched() {
        return List.of(file);
    }
}
