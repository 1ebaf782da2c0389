package dev.clientintents.cli.report;

import dev.clientintents.doctor.Remark;
import dev.clientintents.manifest.ManifestWriter;
import java.io.PrintWriter;
import java.util.List;

/** The formats in which the doctor's remarks are written; the names are those of the option's values. */
public enum DoctorFormat {
    text {
        @Override
        public void write(List<Remark> remarks, PrintWriter out) {
            DoctorText.write(remarks, out);
        }
    },
    json {
        @Override
        public void write(List<Remark> remarks, PrintWriter out) {
            out.print(ManifestWriter.json(DoctorReport.of(remarks)));
        }
    };

    public abstract void write(List<Remark> remarks, PrintWriter out);
}
