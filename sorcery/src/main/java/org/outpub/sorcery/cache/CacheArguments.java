package org.outpub.sorcery.cache;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.outpub.api.sorcery.type.NearestName;

/**
 * What a mapping tells the {@code memory_cache} wizard. Immutable.
 *
 * @param name what operators call it
 * @param maximumObjects how many it may keep; 0 for any number
 * @param lifetimeNanos how old what it keeps may get; 0 for any age
 * @param staleNanos from which age on it is fetched anew while it is still served; 0 for never
 * @param expireOnReload whether a reload makes it forget everything
 * @param fullBackendCache whether it keeps everything that is behind it, or what was asked for
 */
record CacheArguments(
        String name,
        int maximumObjects,
        long lifetimeNanos,
        long staleNanos,
        boolean expireOnReload,
        boolean fullBackendCache) {
    private static final List<String> OPTIONS = List.of(
            "name",
            "maximum_objects",
            "object_lifetime_maximum",
            "object_lifetime_stale",
            "expire_on_reload",
            "full_backend_cache");
    private static final Set<String> YES = Set.of("yes", "true", "y", "t", "1", "on");
    private static final Set<String> NO = Set.of("no", "false", "n", "f", "0", "off");
    private static final int MOST_DIGITS = 10;

    /**
     * Reads the arguments.
     *
     * @param arguments as the mapping has them; may be empty
     * @param typeName names the cache if the arguments do not
     * @throws IllegalArgumentException if one is not known, makes no sense or stands twice
     */
    static CacheArguments parse(String arguments, String typeName) {
        CacheArguments result = new CacheArguments(typeName, 0, 0, 0, false, false);
        if (arguments.isBlank()) {
            return result;
        }
        Set<String> seen = new HashSet<>();
        for (String part : arguments.split(",", -1)) {
            int equals = part.indexOf('=');
            String option = (equals < 0 ? part : part.substring(0, equals)).strip();
            if (!OPTIONS.contains(option)) {
                throw unknown(option);
            }
            String value = equals < 0 ? "" : part.substring(equals + 1).strip();
            if (value.isEmpty()) {
                throw new IllegalArgumentException("memory_cache: option '" + option + "' has no value");
            }
            if (!seen.add(option)) {
                throw new IllegalArgumentException("memory_cache: option '" + option + "' stands twice");
            }
            result = result.with(option, value);
        }
        return result;
    }

    private static IllegalArgumentException unknown(String option) {
        String hint = NearestName.hint(option, OPTIONS);
        return new IllegalArgumentException("memory_cache: unknown option '" + option + "'; "
                + (hint.isEmpty() ? "expected one of " + String.join(", ", OPTIONS) : hint));
    }

    private CacheArguments with(String option, String value) {
        String newName = option.equals("name") ? value : name;
        int newMaximum = option.equals("maximum_objects") ? number(option, value) : maximumObjects;
        long newLifetime = option.equals("object_lifetime_maximum") ? nanos(option, value) : lifetimeNanos;
        long newStale = option.equals("object_lifetime_stale") ? nanos(option, value) : staleNanos;
        boolean newExpire = option.equals("expire_on_reload") ? truth(option, value) : expireOnReload;
        boolean newFull = option.equals("full_backend_cache") ? truth(option, value) : fullBackendCache;
        return new CacheArguments(newName, newMaximum, newLifetime, newStale, newExpire, newFull);
    }

    private static long nanos(String option, String seconds) {
        return TimeUnit.SECONDS.toNanos(number(option, seconds));
    }

    private static int number(String option, String value) {
        boolean digits = value.chars().allMatch(c -> c >= '0' && c <= '9') && value.length() <= MOST_DIGITS;
        if (!digits || Long.parseLong(value) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("memory_cache: " + option + "=" + value
                    + " is not a whole number from 0 to " + Integer.MAX_VALUE + "; 0 means no limit");
        }
        return Integer.parseInt(value);
    }

    private static boolean truth(String option, String value) {
        String word = value.toLowerCase(Locale.ROOT);
        if (!YES.contains(word) && !NO.contains(word)) {
            throw new IllegalArgumentException("memory_cache: " + option + "=" + value + " is neither yes nor no");
        }
        return YES.contains(word);
    }
}
