package org.outpub.sorcery.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.outpub.api.sorcery.wizard.CacheStatistics;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.sorcery.Lamp;
import org.outpub.sorcery.Logged;

/** A cache that keeps everything that is behind it. */
class WholeCacheTest {
    private static CacheTester whole(String options) {
        return new CacheTester("name=desk,full_backend_cache=yes" + options);
    }

    @Nested
    class WithoutLimits {
        private final CacheTester tester = whole("").has("a", "b");

        @Test
        void asksOnceForAllAndAnswersEverythingFromMemory() {
            assertEquals("red", tester.color("a"));
            assertEquals("red", tester.color("b"));
            assertEquals(Set.of("a", "b"), tester.ids());
            assertEquals(Set.of("a", "b"), tester.ids());
            tester.assertAsked(0, 1);
        }

        @Test
        void asksForOneThatItDoesNotKeep() {
            assertEquals("none", tester.color("x"));
            tester.assertAsked(0, 1);
            tester.behind.has("x");
            assertEquals("red", tester.color("x"));
            tester.assertAsked(1, 1);
        }

        @Test
        void asksAgainWhileNothingIsThere() {
            tester.behind.lamps.clear();
            assertEquals(Set.of(), tester.ids());
            tester.behind.has("a");
            assertEquals(Set.of("a"), tester.ids());
        }

        @Test
        void servesWhatWasStoredAndNotWhatWasDeleted() {
            tester.ids();
            tester.cache.stored(new Lamp("c", "blue", 1));
            tester.cache.stored(new Lamp("a", "blue", 1));
            tester.behind.lamps.remove("b");
            tester.cache.deleted("b");
            assertEquals(Set.of("a", "c"), tester.ids());
            assertEquals("blue", tester.color("a"));
            assertEquals("none", tester.color("b"));
            tester.assertSize(2);
        }

        @Test
        void doesNotTakeOneStoredObjectForAll() {
            tester.cache.stored(tester.behind.put("c", "blue"));
            assertEquals(Set.of("a", "b", "c"), tester.ids());
        }

        @Test
        void givesASnapshot() {
            var all = tester.cache.retrieveAll(tester.behind);
            var again = tester.cache.retrieveAll(tester.behind);
            tester.cache.deleted("a");
            assertEquals(Set.of("a", "b"), CacheTester.ids(all));
            assertEquals(Set.of("a", "b"), CacheTester.ids(again));
        }

        @Test
        void tellsThatWhatIsBehindFailsAndAsksAgain() {
            tester.behind.failing = true;
            assertThrows(StorageException.class, tester::ids);
            assertThrows(StorageException.class, () -> tester.color("a"));
            tester.behind.failing = false;
            assertEquals(Set.of("a", "b"), tester.ids());
        }

        @Test
        void isPopulatedExpiredAndCountedByOperators() {
            assertEquals(2, tester.cache.populate(tester.behind));
            assertFalse(tester.cache.expire("a"));
            assertFalse(tester.cache.markStale("a"));
            tester.color("a");
            assertEquals(new CacheStatistics("desk", 2, 1, 0, 1, 0, 0), tester.cache.statistics());
            tester.cache.expire();
            tester.assertSize(0);
            tester.behind.failing = true;
            assertThrows(StorageException.class, () -> tester.cache.populate(tester.behind));
        }

        @Test
        void keepsWhatItHasWhenPopulatingFails() {
            tester.ids();
            tester.behind.failing = true;
            assertThrows(StorageException.class, () -> tester.cache.populate(tester.behind));
            assertEquals(Set.of("a", "b"), tester.ids());
        }

        @Test
        void mayBeClosedTwice() {
            tester.ids();
            tester.cache.close();
            tester.cache.close();
            tester.assertSize(0);
        }
    }

    @Nested
    class WhatIsHeardWhileABackingIsAsked {
        private final CacheTester tester = whole(",expire_on_reload=yes").has("a", "b");

        private void meanwhile(Runnable happens) {
            tester.behind.whileAsked = () -> {
                tester.behind.whileAsked = () -> {};
                happens.run();
            };
        }

        @Test
        void isPutOverTheAnswer() {
            meanwhile(() -> {
                tester.cache.stored(tester.behind.put("a", "blue"));
                tester.cache.stored(tester.behind.put("c", "blue"));
                tester.behind.lamps.remove("b");
                tester.cache.deleted("b");
            });
            assertEquals(Set.of("a", "c"), tester.ids());
            assertEquals("blue", tester.color("a"));
            tester.assertAsked(0, 1);
        }

        @Test
        void isThatEverythingExpired() {
            meanwhile(tester.cache::reloaded);
            tester.ids();
            tester.assertSize(0);
        }

        @Test
        void mayBeTheSameQuestionInTheSameThread() {
            meanwhile(() -> assertEquals(Set.of("a", "b"), tester.ids()));
            assertEquals(Set.of("a", "b"), tester.ids());
        }
    }

    @Nested
    class WithMaximumObjects {
        private final CacheTester tester = whole(",maximum_objects=2").has("a", "b");

        @Test
        void keepsAsManyAsFit() {
            tester.ids();
            tester.assertSize(2);
        }

        @Test
        void keepsNoneIfThereAreMoreAndTellsItOnce() {
            try (Logged logged = Logged.by(Backstage.class)) {
                tester.has("c");
                assertEquals(Set.of("a", "b", "c"), tester.ids());
                assertEquals("red", tester.color("a"));
                assertEquals(Set.of("a", "b", "c"), tester.ids());
                tester.assertSize(0);
                tester.assertAsked(1, 2);
                assertEquals(
                        List.of("memory_cache 'desk': more than maximum_objects=2 objects are behind it, so none is"
                                + " cached; raise the number, or leave full_backend_cache out"),
                        logged.lines());
                assertEquals(0, tester.cache.populate(tester.behind));
                tester.behind.lamps.remove("c");
                assertEquals(2, tester.cache.populate(tester.behind));
            }
        }

        @Test
        void givesAllUpWhenOneMoreIsStored() {
            try (Logged logged = Logged.by(Backstage.class)) {
                tester.ids();
                tester.cache.stored(tester.behind.put("c", "red"));
                tester.assertSize(0);
                assertEquals(1, logged.lines().size());
                assertEquals(Set.of("a", "b", "c"), tester.ids());
            }
        }
    }

    @Nested
    class WithLifetimes {
        private final CacheTester tester =
                whole(",object_lifetime_maximum=10,object_lifetime_stale=5").has("a", "b");

        @Test
        void servesTheStaleWholeAndFetchesItOnceInTheBackground() {
            tester.ids();
            tester.has("c");
            tester.behind.lamps.remove("a");
            tester.pass(5);
            assertEquals(Set.of("a", "b"), tester.ids());
            assertEquals("red", tester.color("a"));
            assertEquals(1, tester.background.size());
            tester.workInBackground();
            assertEquals(Set.of("b", "c"), tester.ids());
            assertEquals("none", tester.color("a"));
            tester.assertAsked(1, 2);
        }

        @Test
        void servesTheOldCountUntilItExpires() {
            tester.ids();
            tester.has("c");
            tester.pass(9);
            tester.assertSize(2);
            assertEquals(2, tester.ids().size());
            tester.background.clear();
            tester.pass(1);
            assertEquals(3, tester.ids().size());
            assertEquals(2, tester.cache.statistics().evictions());
        }

        @Test
        void keepsServingWhileWhatIsBehindFailsUntilItExpires() {
            try (Logged logged = Logged.by(Backstage.class)) {
                tester.ids();
                tester.pass(5);
                tester.behind.failing = true;
                for (int second = 5; second < 10; second++) {
                    assertEquals(Set.of("a", "b"), tester.ids());
                    tester.workInBackground();
                    tester.pass(1);
                }
                assertEquals(1, logged.lines().size());
                assertEquals(5, tester.cache.statistics().failures());
                assertThrows(StorageException.class, tester::ids);
            }
        }

        @Test
        void isFetchedAnewWhenAnOperatorSaysSo() {
            tester.ids();
            tester.has("c");
            tester.cache.markStale();
            assertEquals(2, tester.ids().size());
            tester.workInBackground();
            assertEquals(3, tester.ids().size());
        }
    }

    @Test
    void withExpireOnReloadForgetsEverythingAtAReload() {
        CacheTester tester = whole(",expire_on_reload=yes").has("a");
        tester.ids();
        tester.cache.reloaded();
        tester.ids();
        tester.assertAsked(0, 2);
    }

    @Test
    void withoutItKeepsEverything() {
        CacheTester tester = whole("").has("a");
        tester.ids();
        tester.cache.reloaded();
        tester.ids();
        tester.assertAsked(0, 1);
    }
}
