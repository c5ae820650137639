package org.outpub.sorcery.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.outpub.api.sorcery.wizard.CacheStatistics;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.sorcery.Lamp;
import org.outpub.sorcery.Logged;

/** A cache that keeps what was asked for by id. */
class ObjectCacheTest {
    @Nested
    class WithoutArguments {
        private final CacheTester tester = new CacheTester("").has("a", "b");

        @Test
        void asksOnceForAnObjectAndServesItForGood() {
            assertEquals("red", tester.color("a"));
            tester.behind.put("a", "blue");
            tester.pass(1_000_000);
            assertEquals("red", tester.color("a"));
            tester.assertAsked(1, 0);
        }

        @Test
        void asksEachTimeForWhatIsNotThere() {
            assertEquals("none", tester.color("x"));
            assertEquals("none", tester.color("x"));
            tester.behind.has("x");
            assertEquals("red", tester.color("x"));
            tester.assertAsked(3, 0);
        }

        @Test
        void leavesAllToWhatIsBehindAndKeepsNothingOfIt() {
            assertEquals(Set.of("a", "b"), tester.ids());
            assertEquals(Set.of("a", "b"), tester.ids());
            tester.assertAsked(0, 2);
            tester.assertSize(0);
        }

        @Test
        void servesWhatWasStored() {
            tester.cache.stored(new Lamp("a", "blue", 1));
            assertEquals("blue", tester.color("a"));
            tester.cache.stored(new Lamp("a", "green", 1));
            assertEquals("green", tester.color("a"));
            tester.assertAsked(0, 0);
            tester.assertSize(1);
        }

        @Test
        void forgetsWhatWasDeleted() {
            tester.color("a");
            tester.behind.lamps.remove("a");
            tester.cache.deleted("a");
            tester.cache.deleted("never seen");
            assertEquals("none", tester.color("a"));
            tester.assertSize(0);
        }

        @Test
        void tellsThatWhatIsBehindFailsAndAsksAgain() {
            tester.behind.failing = true;
            assertThrows(StorageException.class, () -> tester.color("a"));
            tester.behind.failing = false;
            assertEquals("red", tester.color("a"));
        }

        @Test
        void keepsItsObjectsThroughAReload() {
            tester.color("a");
            tester.cache.reloaded();
            tester.color("a");
            tester.assertAsked(1, 0);
        }

        @Test
        void isNamedAfterItsTypeAndCounts() {
            tester.color("a");
            tester.color("a");
            tester.color("x");
            tester.behind.failing = true;
            assertThrows(StorageException.class, () -> tester.color("b"));
            assertEquals(new CacheStatistics("lamp", 1, 1, 3, 1, 1, 0), tester.cache.statistics());
        }

        @Test
        void mayBeClosedTwice() {
            tester.color("a");
            tester.cache.close();
            tester.cache.close();
            tester.assertSize(0);
        }
    }

    @Nested
    class WhatIsHeardWhileABackingIsAsked {
        private final CacheTester tester = new CacheTester("object_lifetime_stale=10").has("a");

        private void meanwhile(Runnable happens) {
            tester.behind.whileAsked = () -> {
                tester.behind.whileAsked = () -> {};
                happens.run();
            };
        }

        @Test
        void winsIfSomethingWasStored() {
            meanwhile(() -> tester.cache.stored(tester.behind.put("a", "blue")));
            assertEquals("red", tester.color("a"), "asked before it was stored");
            assertEquals("blue", tester.color("a"));
        }

        @Test
        void winsIfItWasDeleted() {
            meanwhile(() -> {
                tester.behind.lamps.remove("a");
                tester.cache.deleted("a");
            });
            tester.color("a");
            assertEquals("none", tester.color("a"));
        }

        @Test
        void winsIfEverythingWasExpired() {
            meanwhile(tester.cache::expire);
            tester.color("a");
            tester.assertSize(0);
            meanwhile(() -> tester.cache.expire("a"));
            tester.color("a");
            tester.assertSize(0);
        }

        @Test
        void winsOverARefreshToo() {
            tester.color("a");
            tester.pass(10);
            tester.color("a");
            meanwhile(() -> tester.cache.stored(tester.behind.put("a", "blue")));
            tester.workInBackground();
            assertEquals("blue", tester.color("a"));
            tester.pass(10);
            tester.color("a");
            meanwhile(() -> {
                tester.behind.lamps.remove("a");
                tester.cache.deleted("a");
            });
            tester.workInBackground();
            assertEquals("none", tester.color("a"));
        }

        @Test
        void mayBeTheSameQuestionInTheSameThread() {
            meanwhile(() -> assertEquals("red", tester.color("a")));
            assertEquals("red", tester.color("a"));
        }
    }

    @Nested
    class WithMaximumObjects {
        private final CacheTester tester = new CacheTester("maximum_objects=2").has("a", "b", "c");

        @Test
        void givesUpTheOldestAndADeletionMakesRoom() {
            tester.color("a");
            tester.color("b");
            tester.color("c");
            tester.assertSize(2);
            assertEquals(1, tester.cache.statistics().evictions());
            tester.assertAsked(3, 0);
            tester.color("b");
            tester.color("c");
            tester.assertAsked(3, 0);
            tester.cache.deleted("b");
            tester.color("a");
            tester.color("c");
            tester.assertAsked(4, 0);
            assertEquals(1, tester.cache.statistics().evictions());
        }

        @Test
        void keepsWhatIsUsed() {
            tester.color("a");
            tester.color("b");
            tester.color("a");
            tester.color("c");
            tester.color("a");
            tester.assertAsked(3, 0);
        }
    }

    @Nested
    class WithObjectLifetimeMaximum {
        private final CacheTester tester = new CacheTester("object_lifetime_maximum=5").has("a", "b");

        @Test
        void forgetsEachThatManySecondsAfterItCame() {
            tester.color("a");
            tester.pass(3);
            tester.color("a");
            tester.color("b");
            tester.assertSize(2);
            tester.pass(2);
            tester.assertSize(1);
            tester.pass(3);
            tester.assertSize(0);
            assertEquals(2, tester.cache.statistics().evictions());
            tester.color("a");
            tester.assertAsked(3, 0);
        }

        @Test
        void doesNotServeItEvenIfWhatIsBehindFails() {
            tester.color("a");
            tester.pass(5);
            tester.behind.failing = true;
            assertThrows(StorageException.class, () -> tester.color("a"));
        }
    }

    @Nested
    class WithObjectLifetimeStale {
        private final CacheTester tester = new CacheTester("name=desk,object_lifetime_stale=5").has("a", "b");

        private void becomeStale() {
            tester.color("a");
            tester.behind.put("a", "blue");
            tester.pass(5);
        }

        @Test
        void servesTheStaleObjectAndFetchesItOnceInTheBackground() {
            becomeStale();
            assertEquals("red", tester.color("a"));
            assertEquals("red", tester.color("a"));
            assertEquals(1, tester.background.size());
            tester.assertAsked(1, 0);
            tester.workInBackground();
            assertEquals("blue", tester.color("a"));
            tester.assertAsked(2, 0);
        }

        @Test
        void leavesAFreshObjectAlone() {
            tester.color("a");
            tester.pass(4);
            tester.color("a");
            assertTrue(tester.background.isEmpty());
        }

        @Test
        void removesAnObjectThatIsGone() {
            becomeStale();
            tester.behind.lamps.remove("a");
            assertEquals("red", tester.color("a"));
            tester.workInBackground();
            assertEquals("none", tester.color("a"));
            tester.assertSize(0);
        }

        @Test
        void keepsServingWhileWhatIsBehindFailsAndTellsItOnce() {
            try (Logged logged = Logged.by(Backstage.class)) {
                becomeStale();
                tester.behind.failing = true;
                for (int second = 0; second < 10; second++) {
                    assertEquals("red", tester.color("a"));
                    tester.workInBackground();
                    tester.pass(1);
                }
                assertEquals(
                        List.of("memory_cache 'desk': stale objects cannot be fetched anew and are served as they are:"
                                + " the disk is away"),
                        logged.lines());
                assertEquals(10, tester.cache.statistics().failures());
                tester.behind.failing = false;
                tester.color("a");
                tester.workInBackground();
                assertEquals("blue", tester.color("a"));
                assertEquals(
                        "memory_cache 'desk': what is behind it works again",
                        logged.lines().get(1));
            }
        }

        @Test
        void asksWhatFailsOnceASecondAtMost() {
            try (Logged logged = Logged.by(Backstage.class)) {
                becomeStale();
                tester.behind.failing = true;
                for (int i = 0; i < 100; i++) {
                    tester.color("a");
                    tester.workInBackground();
                }
                tester.assertAsked(2, 0);
                assertEquals(1, logged.lines().size());
            }
        }

        @Test
        void keepsServingWhenTheBackgroundHasEnded() {
            try (Logged logged = Logged.by(Backstage.class)) {
                becomeStale();
                tester.ended = true;
                assertEquals("red", tester.color("a"));
                assertEquals(1, logged.lines().size());
                tester.ended = false;
                tester.pass(1);
                tester.color("a");
                tester.workInBackground();
                assertEquals("blue", tester.color("a"));
            }
        }

        @Test
        void isFetchedAnewWhenAnOperatorSaysSo() {
            tester.color("a");
            tester.behind.put("a", "blue");
            assertFalse(tester.cache.markStale("x"));
            assertTrue(tester.cache.markStale("a"));
            assertEquals("red", tester.color("a"));
            tester.workInBackground();
            assertEquals("blue", tester.color("a"));
            tester.behind.put("a", "green");
            tester.cache.markStale();
            tester.color("a");
            tester.workInBackground();
            assertEquals("green", tester.color("a"));
        }
    }

    @Nested
    class WithExpireOnReload {
        @Test
        void forgetsEverythingAtAReload() {
            CacheTester tester = new CacheTester("expire_on_reload=yes").has("a");
            tester.color("a");
            tester.cache.reloaded();
            tester.assertSize(0);
            tester.color("a");
            tester.assertAsked(2, 0);
        }
    }

    @Nested
    class ForOperators {
        private final CacheTester tester = new CacheTester("name=desk").has("a", "b");

        @Test
        void forgetsOneOrAll() {
            tester.color("a");
            tester.color("b");
            assertEquals("desk", tester.cache.name());
            assertTrue(tester.cache.expire("a"));
            assertFalse(tester.cache.expire("a"));
            tester.assertSize(1);
            tester.cache.expire();
            tester.assertSize(0);
            assertEquals(0, tester.cache.statistics().evictions());
        }

        @Test
        void cannotBePopulated() {
            assertThrows(UnsupportedOperationException.class, () -> tester.cache.populate(tester.behind));
        }
    }
}
