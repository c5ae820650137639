package org.outpub.sorcery.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds the folders whose events may mean that a watched path changed: the folder itself, the one that holds the path
 * (or, while that does not exist, the nearest one above), and the same for every symbolic link on the way and for what
 * it points to. Confined to one thread; use it for one look.
 */
final class WatchedFolders {
    /** As many links as Linux follows. */
    private static final int MOST_LINKS = 40;

    private final Set<Path> folders = new HashSet<>();
    /** Folders whose own way was followed, because many files share it. */
    private final Set<Path> followed = new HashSet<>();

    private WatchedFolders() {}

    static Set<Path> of(Collection<Path> paths) {
        WatchedFolders found = new WatchedFolders();
        for (Path path : paths) {
            Path absolute = path.toAbsolutePath();
            if (Files.isDirectory(absolute)) {
                found.folders.add(absolute);
            }
            found.follow(absolute, MOST_LINKS);
        }
        return found.folders;
    }

    private void follow(Path path, int linksLeft) {
        Path folder = path.getParent();
        if (folder == null) {
            return;
        }
        if (linksLeft > 0 && Files.isSymbolicLink(path)) {
            followLink(path, linksLeft - 1);
        }
        if (followed.add(folder)) {
            followWay(folder, linksLeft);
        }
        folders.add(nearestExisting(folder));
    }

    /** A link further up is noticed where it stands. */
    private void followWay(Path folder, int linksLeft) {
        for (Path above = folder; above != null; above = above.getParent()) {
            if (Files.isSymbolicLink(above)) {
                follow(above, linksLeft);
                return;
            }
        }
    }

    private void followLink(Path link, int linksLeft) {
        try {
            follow(link.resolveSibling(Files.readSymbolicLink(link)).normalize(), linksLeft);
        } catch (IOException | InvalidPathException gone) {
            // replaced meanwhile; its folder is watched, so that there will be another look
        }
    }

    private static Path nearestExisting(Path folder) {
        Path nearest = folder;
        while (!Files.isDirectory(nearest) && nearest.getParent() != null) {
            nearest = nearest.getParent();
        }
        return nearest;
    }
}
