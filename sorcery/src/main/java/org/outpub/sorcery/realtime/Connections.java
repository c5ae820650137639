package org.outpub.sorcery.realtime;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * The connections of a host's data source. Some pools throw exceptions of their own where a database is away, which are
 * failures like any other. Safe for use by many threads if the source is.
 */
public final class Connections {
    /** No connection could be made. */
    private static final String UNABLE = "08001";

    private final DataSource source;

    /**
     * Those of a source.
     *
     * @param source lent
     */
    public Connections(DataSource source) {
        this.source = Objects.requireNonNull(source, "source");
    }

    /**
     * Takes one.
     *
     * @return to be closed
     * @throws SQLException whatever the source threw
     */
    public Connection open() throws SQLException {
        try {
            return source.getConnection();
        } catch (RuntimeException | LinkageError foreign) {
            throw new SQLException(
                    "the data source failed with " + foreign.getClass().getName(), UNABLE, foreign);
        }
    }
}
