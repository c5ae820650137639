package org.outpub.sorcery.file;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The events of the default file system (inotify on Linux), or none where there are none. */
final class SystemFolderEvents implements FolderEvents {
    private static final Logger LOG = System.getLogger(SystemFolderEvents.class.getName());
    /** Events come in swarms; one look for each would keep a processor busy while many files are written. */
    private static final long GATHER_MILLIS = 10;

    private static final WatchEvent.Kind<?>[] ALL = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE, StandardWatchEventKinds.ENTRY_MODIFY
    };
    private static final WatchEvent.Kind<?>[] NAMES = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE
    };
    private final @Nullable WatchService service;
    /** By key the folders that it is of: two paths may lead to one folder. */
    private Map<WatchKey, Set<Path>> keys = new HashMap<>();

    private boolean told;

    SystemFolderEvents(@Nullable WatchService service) {
        this.service = service;
    }

    static SystemFolderEvents open() {
        try {
            return new SystemFolderEvents(FileSystems.getDefault().newWatchService());
        } catch (IOException | UnsupportedOperationException none) {
            LOG.log(
                    Level.WARNING,
                    "the system tells of no file changes ({0}); files are looked at every few seconds. On Linux,"
                            + " fs.inotify.max_user_instances says how many processes may be told",
                    none.getMessage());
            return new SystemFolderEvents(null);
        }
    }

    @Override
    public Collection<Path> watch(Map<Path, Boolean> folders) {
        Map<WatchKey, Set<Path>> current = new HashMap<>();
        List<Path> refused = new ArrayList<>();
        // The kinds of the last registration count where two paths lead to one folder, so the most come last.
        folders.forEach((folder, contents) -> {
            if (!contents) {
                register(folder, NAMES, current, refused);
            }
        });
        folders.forEach((folder, contents) -> {
            if (contents) {
                register(folder, ALL, current, refused);
            }
        });
        keys.keySet().stream().filter(key -> !current.containsKey(key)).forEach(WatchKey::cancel);
        keys = current;
        return refused;
    }

    private void register(
            Path folder, WatchEvent.Kind<?>[] kinds, Map<WatchKey, Set<Path>> current, List<Path> refused) {
        if (service == null) {
            refused.add(folder);
            return;
        }
        try {
            current.computeIfAbsent(folder.register(service, kinds), first -> new HashSet<>())
                    .add(folder);
        } catch (NoSuchFileException | NotDirectoryException gone) {
            // what holds it is watched, too
        } catch (ClosedWatchServiceException closing) {
            refused.add(folder);
        } catch (IOException | RuntimeException limit) {
            refused.add(folder);
            tell(folder, limit);
        }
    }

    private void tell(Path folder, Exception limit) {
        if (!told) {
            told = true;
            LOG.log(
                    Level.WARNING,
                    "changes in {0} are not told by the system ({1}); files there are looked at every few seconds. On"
                            + " Linux, fs.inotify.max_user_watches says how many folders can be watched",
                    folder,
                    limit.getMessage());
        }
    }

    @Override
    public Happened await(Duration longest) {
        try {
            if (service == null) {
                TimeUnit.NANOSECONDS.sleep(longest.toNanos());
                return Happened.NOTHING;
            }
            WatchKey key = service.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
            if (key == null) {
                return Happened.NOTHING;
            }
            TimeUnit.MILLISECONDS.sleep(GATHER_MILLIS);
            return take(service, key);
        } catch (InterruptedException early) {
            // by close, which has said so; or left behind by a callback, and then it only makes us look sooner
            return new Happened(true, List.of());
        } catch (ClosedWatchServiceException ended) {
            return Happened.NOTHING;
        }
    }

    private Happened take(WatchService from, WatchKey first) {
        boolean anything = false;
        Set<Event> events = new HashSet<>();
        for (WatchKey key = first; key != null; key = from.poll()) {
            Set<Path> folders = keys.getOrDefault(key, Set.of());
            for (WatchEvent<?> event : key.pollEvents()) {
                anything |= event.kind() == StandardWatchEventKinds.OVERFLOW;
                if (event.context() instanceof Path name) {
                    boolean comesOrGoes = event.kind() != StandardWatchEventKinds.ENTRY_MODIFY;
                    folders.forEach(folder -> events.add(new Event(folder, name.toString(), comesOrGoes)));
                }
            }
            boolean gone = !key.reset() && keys.containsKey(key);
            anything |= gone;
        }
        return new Happened(anything, events);
    }

    @Override
    public void close() {
        try {
            if (service != null) {
                service.close();
            }
        } catch (IOException unclosable) {
            LOG.log(Level.DEBUG, "closing file events failed", unclosable);
        }
    }
}
