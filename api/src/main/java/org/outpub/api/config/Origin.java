package org.outpub.api.config;

import java.nio.file.Path;
import java.util.Objects;

/**
 * The place a piece of configuration came from. Immutable.
 *
 * @param source what was read: for a file its path as an operator would type it; for anything else a short name such as
 *     {@code memory}
 * @param line line in the source, counted from 1; 0 when the source has no lines or the whole of it is meant
 * @param column column in the line, counted from 1; 0 when it is not known (INI entries are told by line only)
 */
public record Origin(String source, int line, int column) {
    /** Objects that a host put into the store by code. */
    public static final Origin MEMORY = new Origin("memory", 0, 0);

    /**
     * Checks its parts.
     *
     * @throws IllegalArgumentException if a number is negative
     */
    public Origin {
        Objects.requireNonNull(source, "source");
        if (line < 0 || column < 0) {
            throw new IllegalArgumentException("line " + line + ", column " + column + ": neither may be negative");
        }
    }

    /**
     * A line of a source.
     *
     * @param source what was read
     * @param line counted from 1; 0 for the whole
     * @return the origin
     */
    public static Origin of(String source, int line) {
        return new Origin(source, line, 0);
    }

    /**
     * A whole file.
     *
     * @param file its path, printed as given
     * @return the origin, without a line
     */
    public static Origin of(Path file) {
        return new Origin(file.toString(), 0, 0);
    }

    /**
     * Finds the file that a relative path in the configuration means: relative paths are relative to the file they
     * stand in.
     *
     * @param path as written in the configuration
     * @return the path to open
     * @throws java.nio.file.InvalidPathException if {@code path} cannot be a path on this system
     */
    public Path resolve(String path) {
        Path here = Path.of(source).getParent();
        return here == null ? Path.of(path) : here.resolve(path);
    }

    /**
     * Prints {@code pjsip.conf:42}, with {@code :7} for a known column, or the bare source without a line; the source as
     * one {@linkplain Excerpt#line line}.
     */
    @Override
    public String toString() {
        String name = Excerpt.line(source);
        if (line == 0) {
            return name;
        }
        return column == 0 ? name + ':' + line : name + ':' + line + ':' + column;
    }
}
