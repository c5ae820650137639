package org.outpub.publish.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Excerpt;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.sorcery.type.FieldValues;

/**
 * Files that hold the state to publish: the options {@code @content_type} with {@code @content_file} or {@code
 * @content_dir}. Immutable.
 *
 * @param contentType what the files are, such as {@code application/pidf+xml}
 * @param path the file, or with {@code multi_user} the folder of a file for each user
 * @param perUser whether {@code path} is such a folder
 */
public record ContentSource(String contentType, Path path, boolean perUser) {
    private static final String TYPE = "@content_type";
    private static final String FILE = "@content_file";
    private static final String DIR = "@content_dir";

    /**
     * Reads the options of an object, and refuses it where they do not fit each other.
     *
     * @param values the object's values
     * @return null if it names no content, or was refused
     */
    static @Nullable ContentSource from(FieldValues values) {
        Map<String, String> options = values.extended();
        boolean perUser = values.get("multi_user");
        String wanted = perUser ? DIR : FILE;
        String unwanted = perUser ? FILE : DIR;
        if (!options.getOrDefault(unwanted, "").isEmpty()) {
            values.refuse(
                    unwanted,
                    unwanted + " does not go with multi_user=" + (perUser ? "yes" : "no") + "; expected " + wanted);
            return null;
        }
        String path = options.getOrDefault(wanted, "");
        if (path.isEmpty()) {
            if (!options.getOrDefault(TYPE, "").isEmpty()) {
                values.warn(TYPE, TYPE + " has no effect without " + wanted);
            }
            return null;
        }
        return withType(values, wanted, path, options.getOrDefault(TYPE, ""), perUser);
    }

    private static @Nullable ContentSource withType(
            FieldValues values, String option, String path, String contentType, boolean perUser) {
        if (!PublicationBody.isContentType(contentType)) {
            boolean absent = contentType.isEmpty();
            values.refuse(
                    absent ? option : TYPE,
                    (absent ? option + " needs " + TYPE : TYPE + ": " + Excerpt.quoted(contentType) + " is no type")
                            + ", expected type/subtype such as application/pidf+xml");
            return null;
        }
        try {
            return new ContentSource(contentType, values.origin(option).resolve(path), perUser);
        } catch (InvalidPathException invalid) {
            values.refuse(option, option + ": '" + path + "' is not a path (" + invalid.getReason() + ")");
            return null;
        }
    }
}
