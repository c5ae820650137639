package org.outpub.sorcery.file;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.outpub.sorcery.file.Look.Kind;

/** The file system of each path. */
final class RealDisk implements Disk {
    static final RealDisk INSTANCE = new RealDisk();
    /** As few as prove a change: they are asked for of every watched file again and again. */
    private static final String UNIX = "unix:ctime,ino,dev,size,isRegularFile,isDirectory";

    private final Clock clock = Clock.systemUTC();

    private RealDisk() {}

    @Override
    public Look look(Path path) {
        try {
            return path.getFileSystem().supportedFileAttributeViews().contains("unix") ? unix(path) : basic(path);
        } catch (NoSuchFileException absent) {
            return Look.ABSENT;
        } catch (IOException | RuntimeException hidden) {
            return Look.HIDDEN;
        }
    }

    private static Look unix(Path path) throws IOException {
        Map<String, Object> looks = Files.readAttributes(path, UNIX);
        boolean file = Boolean.TRUE.equals(looks.get("isRegularFile"));
        return new Look(
                kind(file, Boolean.TRUE.equals(looks.get("isDirectory"))),
                file && looks.get("size") instanceof Long size ? size : 0,
                (FileTime) looks.get("ctime"),
                true,
                looks.get("dev"),
                looks.get("ino"));
    }

    private static Look basic(Path path) throws IOException {
        BasicFileAttributes looks = Files.readAttributes(path, BasicFileAttributes.class);
        return new Look(
                kind(looks.isRegularFile(), looks.isDirectory()),
                looks.isRegularFile() ? looks.size() : 0,
                looks.lastModifiedTime(),
                false,
                null,
                looks.fileKey());
    }

    private static Kind kind(boolean file, boolean folder) {
        return file ? Kind.FILE : folder ? Kind.FOLDER : Kind.OTHER;
    }

    @Override
    public byte[] read(Path file) throws IOException {
        return FileBytes.read(file);
    }

    @Override
    public List<String> names(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                names.add(String.valueOf(entry.getFileName()));
            }
        } catch (DirectoryIteratorException unreadable) {
            throw unreadable.getCause();
        }
        return names;
    }

    @Override
    public Optional<Path> target(Path link) {
        try {
            return Files.isSymbolicLink(link) ? Optional.of(Files.readSymbolicLink(link)) : Optional.empty();
        } catch (IOException | RuntimeException replacedMeanwhile) {
            return Optional.empty();
        }
    }

    @Override
    public long nowMillis() {
        return clock.millis();
    }
}
