package org.outpub.api.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.outpub.api.config.ConfigProblem.Severity;

class ExcerptTest {
    @Test
    void shortTextIsQuotedAsItIs() {
        assertEquals("'J\u00e4son \ud83d\udcde'", Excerpt.quoted("J\u00e4son \ud83d\udcde"));
        assertEquals("''", Excerpt.quoted(""));
    }

    @Test
    void longTextIsShownByItsBeginningAndItsLength() {
        assertEquals("'" + "9".repeat(40) + "…' (60000 characters)", Excerpt.quoted("9".repeat(60_000)));
    }

    @Test
    void aPairOfSurrogatesIsNotTorn() {
        String text = "a".repeat(39) + "\ud83d\udcde" + "b".repeat(60);
        assertEquals("'" + "a".repeat(39) + "…' (101 characters)", Excerpt.quoted(text));
    }

    @Test
    void whatWouldChangeATerminalOrALogIsReplaced() {
        assertEquals("'a\uFFFD[31mb\uFFFDc d\uFFFD\uFFFD'", Excerpt.quoted("a\u001b[31mb\nc\td\u202e\u2028"));
        assertEquals("a\uFFFDb", Excerpt.line("a\u007fb"));
    }

    @Test
    void aProblemsMessageIsOneLineOfBoundedLengthThatKeepsItsEnd() {
        String message = "value '" + "9".repeat(60_000) + "\n' is not a number; keeping the previous one";
        ConfigProblem problem = new ConfigProblem(Severity.ERROR, Origin.of("pjsip.conf", 3), message);
        assertTrue(problem.message().startsWith("value '999"), problem::message);
        assertTrue(problem.message().endsWith("is not a number; keeping the previous one"), problem::message);
        assertTrue(problem.message().length() <= 1003, problem::message);
        assertEquals(-1, problem.message().indexOf('\n'));
    }

    @Test
    void aFileNameWithALineEndDoesNotEndTheLine() {
        assertEquals("a\uFFFDb.conf:3", Origin.of("a\nb.conf", 3).toString());
    }
}
