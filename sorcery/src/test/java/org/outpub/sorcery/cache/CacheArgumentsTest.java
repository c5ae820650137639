package org.outpub.sorcery.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheArgumentsTest {
    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void mayBeLeftOut(String none) {
        assertEquals(new CacheArguments("lamp", 0, 0, 0, false, false), CacheArguments.parse(none, "lamp"));
    }

    @Test
    void areReadInAnyOrder() {
        assertEquals(
                new CacheArguments("desk", 7, TimeUnit.SECONDS.toNanos(60), TimeUnit.SECONDS.toNanos(30), true, true),
                CacheArguments.parse(
                        "full_backend_cache=on, name = desk,object_lifetime_stale=30,maximum_objects=7,"
                                + "expire_on_reload=yes,object_lifetime_maximum=60",
                        "lamp"));
    }

    @Test
    void mayBeAsLargeAsAsterisksNumbers() {
        assertEquals(
                Integer.MAX_VALUE,
                CacheArguments.parse("maximum_objects=2147483647", "lamp").maximumObjects());
        assertEquals(
                TimeUnit.SECONDS.toNanos(Integer.MAX_VALUE),
                CacheArguments.parse("object_lifetime_maximum=2147483647", "lamp")
                        .lifetimeNanos());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name=                           | option 'name' has no value",
                "name                            | option 'name' has no value",
                "name=a,name=b                   | option 'name' stands twice",
                "maximum_objects=-1              | maximum_objects=-1 is not a whole number from 0 to 2147483647; 0 means no limit",
                "maximum_objects=some            | maximum_objects=some is not a whole number from 0 to 2147483647; 0 means no limit",
                "maximum_objects=7up             | maximum_objects=7up is not a whole number from 0 to 2147483647; 0 means no limit",
                "maximum_objects=2147483648      | maximum_objects=2147483648 is not a whole number from 0 to 2147483647; 0 means no limit",
                "maximum_objects=99999999999999999999 | maximum_objects=99999999999999999999 is not a whole number from 0 to 2147483647; 0 means no limit",
                "object_lifetime_maximum=-1      | object_lifetime_maximum=-1 is not a whole number from 0 to 2147483647; 0 means no limit",
                "object_lifetime_maximum=x       | object_lifetime_maximum=x is not a whole number from 0 to 2147483647; 0 means no limit",
                "object_lifetime_stale=-1        | object_lifetime_stale=-1 is not a whole number from 0 to 2147483647; 0 means no limit",
                "object_lifetime_stale=1.5       | object_lifetime_stale=1.5 is not a whole number from 0 to 2147483647; 0 means no limit",
                "expire_on_reload=maybe          | expire_on_reload=maybe is neither yes nor no",
                "full_backend_cache=yse          | full_backend_cache=yse is neither yes nor no",
                "maximum_object=5                | unknown option 'maximum_object'; did you mean 'maximum_objects'?",
                "prefetch=yes                    | unknown option 'prefetch'; expected one of name, maximum_objects, object_lifetime_maximum, object_lifetime_stale, expire_on_reload, full_backend_cache",
                "'maximum_objects=1,'            | unknown option ''; expected one of name, maximum_objects, object_lifetime_maximum, object_lifetime_stale, expire_on_reload, full_backend_cache"
            })
    void areRefusedWithAReason(String arguments, String message) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> CacheArguments.parse(arguments, "lamp"));
        assertEquals("memory_cache: " + message, refused.getMessage());
    }
}
