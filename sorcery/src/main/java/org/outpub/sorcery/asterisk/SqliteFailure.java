package org.outpub.sorcery.asterisk;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.wizard.StorageException;

/** Says what SQLite's result codes mean to an operator (sqlite.org/rescode.html). */
final class SqliteFailure {
    private static final Logger LOG = System.getLogger(SqliteFailure.class.getName());
    static final int BUSY = 5;
    private static final int PRIMARY_CODE = 0xff;

    private SqliteFailure() {}

    static StorageException of(Path file, String tried, SQLException failed) {
        int code = failed.getErrorCode() & PRIMARY_CODE;
        return new StorageException(
                "astdb: cannot " + tried + " " + file + ": " + explain(code) + " (SQLite result " + code + ")", failed);
    }

    private static String explain(int code) {
        return switch (code) {
            case 3, 8 -> "it may not be written; check the rights of the file and of its folder";
            case BUSY, 6 ->
                "another process, probably Asterisk, holds it locked for too long; try again, or give Outpub a"
                        + " file of its own with file=PATH";
            case 10 -> "the disk reports an error; check it, and that it is still mounted";
            case 11 -> "it is damaged; restore it from a backup, or move it away to begin with an empty one";
            case 13 -> "the disk is full; make room";
            case 14 -> "it cannot be opened; check that its folder exists and may be written";
            case 26 -> "it is not an SQLite database; move it away, or name another file with file=PATH";
            default -> "SQLite refuses";
        };
    }

    static void closeQuietly(@Nullable Connection connection) {
        if (connection == null) {
            return;
        }
        try {
            connection.close();
        } catch (SQLException failed) {
            LOG.log(Level.DEBUG, "a connection could not be closed", failed);
        }
    }
}
