package org.outpub.sorcery.file;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Events as inotify gives them: by the folder that was at a path when it was asked for, wherever it is now. */
final class SimulatedEvents implements FolderEvents {
    /** How well the system tells of changes. */
    enum Quality {
        ALL,
        SOME,
        NONE
    }

    private final Quality quality;
    private final Random random;
    private final Map<Path, Object> keys = new HashMap<>();
    private final Map<Path, Boolean> contents = new HashMap<>();
    private final Set<Event> waiting = new HashSet<>();
    private boolean anything;

    SimulatedEvents(Quality quality, Random random) {
        this.quality = quality;
        this.random = random;
    }

    Quality quality() {
        return quality;
    }

    @Override
    public Collection<Path> watch(Map<Path, Boolean> folders) {
        if (quality == Quality.NONE) {
            return folders.keySet();
        }
        keys.clear();
        contents.clear();
        contents.putAll(folders);
        folders.keySet().forEach(folder -> keys.put(folder, key(folder)));
        return List.of();
    }

    private static @Nullable Object key(Path folder) {
        return Disk.real().look(folder).key();
    }

    void happen(Path folder, String name, boolean comesOrGoes) {
        if (quality == Quality.NONE || quality == Quality.SOME && random.nextBoolean()) {
            anything |= quality == Quality.SOME && random.nextInt(20) == 0;
            return;
        }
        Object key = key(folder);
        keys.forEach((path, known) -> {
            if (known != null && known.equals(key) && (comesOrGoes || contents.getOrDefault(path, false))) {
                waiting.add(new Event(path, name, comesOrGoes));
            }
        });
    }

    /** The folder at a path goes away for good. */
    void vanish(Path folder) {
        Object key = key(folder);
        anything |= quality == Quality.ALL && key != null && keys.containsValue(key);
    }

    Happened take() {
        Happened happened = new Happened(anything, List.copyOf(waiting));
        waiting.clear();
        anything = false;
        return happened;
    }

    @Override
    public Happened await(Duration longest) {
        return take();
    }

    @Override
    public void close() {}
}
