package org.outpub.sorcery.asterisk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AstdbArgumentsTest {
    private static final Path FOLDER = Path.of("/etc/asterisk");

    @Test
    void nameThePrefixAndTakeTheFileBesideTheConfiguration() {
        assertEquals(
                new AstdbArguments("outpub", FOLDER.resolve("astdb.sqlite3")),
                AstdbArguments.parse(" outpub ", FOLDER));
    }

    @ParameterizedTest
    @CsvSource({"file=db.sqlite3,/etc/asterisk/db.sqlite3", "file=../x/y,/etc/x/y", "' file = /var/z ',/var/z"})
    void mayNameAFile(String option, Path file) {
        assertEquals(new AstdbArguments("outpub", file), AstdbArguments.parse("outpub," + option, FOLDER));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''            | astdb: a prefix of the keys is expected first, as in astdb,outpub",
                "' '           | astdb: a prefix of the keys is expected first, as in astdb,outpub",
                "file=x        | astdb: a prefix of the keys is expected first, as in astdb,outpub",
                "p,flie=x      | astdb: unknown option 'flie'; did you mean 'file'?",
                "p,            | astdb: unknown option ''; expected file",
                "p,file        | astdb: option 'file' has no value",
                "p,file=       | astdb: option 'file' has no value",
                "p,file=/a?b   | astdb: the path /a?b has a '?', behind which SQLite's library expects settings",
                "p,file=a,b    | astdb: too much after 'file=a'; expected PREFIX[,file=PATH]"
            })
    void areRefusedWithAReason(String arguments, String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> AstdbArguments.parse(arguments, FOLDER))
                        .getMessage());
    }

    @Test
    void areRefusedWithAReasonWhereTheLibraryIsMissing() throws Exception {
        URL classes =
                AstdbWizardFactory.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes}, new WithoutSqlite())) {
            var check = loader.loadClass(SqliteConnections.class.getName()).getDeclaredMethod("requireLibrary");
            check.setAccessible(true);
            Throwable refused = assertThrows(InvocationTargetException.class, () -> check.invoke(null))
                    .getCause();
            assertEquals(
                    "astdb: the library org.xerial:sqlite-jdbc is not on the class path; add it, or map the type to"
                            + " another wizard",
                    refused.getMessage());
        }
    }

    /** Has everything but the library and the package that needs it. */
    private static final class WithoutSqlite extends ClassLoader {
        WithoutSqlite() {
            super(AstdbArgumentsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.sqlite.") || name.startsWith("org.outpub.sorcery.asterisk.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }
}
